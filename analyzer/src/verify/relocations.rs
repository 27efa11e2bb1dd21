//! The `.klp.rela.` sections of a module -> what the kernel refuses of them when it links one
//! (`klp_write_section_relocs` and `klp_resolve_symbols` of `kernel/livepatch/core.c`). Whether
//! the symbols are there, [`super::references`] asks.

use klpscope_graph::{LivePatch, LiveSection, LiveSymbol};

use super::names::{Names, VMLINUX};
use crate::report::{Outcome, VerifyFinding, few};

/// Symbols named of those with one defect.
const LISTED: usize = 5;

const REBUILD: &str = "see how the module was linked: kpatch-build, objtool klp post-link";

pub(super) fn check(names: &Names<'_>, patch: &LivePatch, findings: &mut Vec<VerifyFinding>) {
    findings.extend(unmarked(patch));
    for section in &patch.sections {
        let Some(object) = &section.object else {
            let text =
                format!("{} does not tell its object: the patch will not load", section.name);
            findings.push(finding(VMLINUX, section, Outcome::Failed, text, &[]));
            continue;
        };
        of_section(object, section, findings);
        let is_given = names.programs().any(|(name, _)| name == object);
        // The symbols of an object that is not given are told of already.
        if !is_given && !patch.references.iter().any(|reference| reference.object == *object) {
            let text = format!(
                "{object} is not among the files given: whether {} can be linked is unknown",
                section.name
            );
            findings.push(VerifyFinding {
                way_out: "name its file with --against too",
                id: "object-not-given",
                ..finding(object, section, Outcome::Unknown, text, &[])
            });
        }
    }
}

/// What is wrong with a section whatever the objects hold.
fn of_section(object: &str, section: &LiveSection, findings: &mut Vec<VerifyFinding>) {
    let after = match object {
        VMLINUX => "the patch will not load".to_owned(),
        module => format!("{module} and the patch cannot be loaded together"),
    };
    let mut wrong = |text: String, symbols: &[&LiveSymbol]| {
        let symbols: Vec<_> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
        findings.push(finding(object, section, Outcome::Failed, text, &symbols));
    };
    let name = &section.name;
    if !section.is_marked {
        let text = format!(
            "{name} lacks the flag SHF_RELA_LIVEPATCH: its symbols are taken to be at address 0"
        );
        wrong(text, &[]);
    }
    let of = |is_it: &dyn Fn(&LiveSymbol) -> bool| -> Vec<_> {
        section.symbols.iter().filter(|symbol| is_it(symbol)).collect()
    };
    let unmarked = of(&|symbol| !symbol.is_marked);
    if !unmarked.is_empty() {
        wrong(format!("{name} names symbols that are not SHN_LIVEPATCH: {after}"), &unmarked);
    }
    let malformed = of(&|symbol| symbol.is_marked && symbol.reference.is_none());
    if !malformed.is_empty() {
        let text = format!(
            "{name} names symbols that are not called .klp.sym.OBJECT.NAME,SYMPOS: {after}"
        );
        wrong(text, &malformed);
    }
    let of_vmlinux =
        |symbol: &LiveSymbol| symbol.reference.as_ref().is_some_and(|row| row.object == VMLINUX);
    let foreign = of(&|symbol| object != VMLINUX && of_vmlinux(symbol));
    if !foreign.is_empty() {
        let text = format!("{name} is of a module, but names symbols of vmlinux: {after}");
        wrong(text, &foreign);
    }
}

/// `.klp.sym.` symbols that are undefined as any other: `simplify_symbols` of
/// `kernel/module/main.c` looks them up by their whole names.
fn unmarked(patch: &LivePatch) -> Option<VerifyFinding> {
    let symbols: Vec<_> = patch.unmarked.iter().map(String::as_str).collect();
    let name = (*symbols.first()?).to_owned();
    Some(VerifyFinding {
        effect: Outcome::Failed,
        id: "unmarked-symbol",
        object: patch.module.clone(),
        name,
        text:
            "its .klp.sym. symbols are undefined instead of SHN_LIVEPATCH: the patch will not load"
                .to_owned(),
        evidence: vec![few(&symbols, LISTED)],
        way_out: REBUILD,
    })
}

fn finding(
    object: &str,
    section: &LiveSection,
    effect: Outcome,
    text: String,
    symbols: &[&str],
) -> VerifyFinding {
    VerifyFinding {
        effect,
        id: "bad-relocation",
        object: object.to_owned(),
        name: section.name.clone(),
        text,
        evidence: if symbols.is_empty() { Vec::new() } else { vec![few(symbols, LISTED)] },
        way_out: REBUILD,
    }
}
