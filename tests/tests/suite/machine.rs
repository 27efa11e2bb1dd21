//! What machine code shows, through the library's public door: registers kept over
//! calls in corpus cases, references and ways out against `objdump -d`.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test stops at what is not as expected, and prints what it measured"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use goblin::elf::Elf;
use klpscope_graph::{Addr, Input, InstanceKind, Program, RefTarget, Returns, build};
use klpscope_tests::{corpus, truth};

#[test]
fn registers_live_over_calls_only_where_the_compiler_may_keep_them() {
    for compiler in ["gcc-12", "gcc-14"] {
        let kept = live(&read(&corpus(&format!("ipa-ra/prebuilt/{compiler}.elf"))));
        // `user` needs c, `other` needs b: `lea`, `imul` and `sub` read them after the call.
        assert_eq!(kept["user"], ["rsi"], "{compiler}");
        assert_eq!(kept["other"], ["rsi"], "{compiler}");
        let saved = live(&read(&corpus(&format!("ipa-ra-off/prebuilt/{compiler}.elf"))));
        assert!(saved.len() == 2 && saved.values().all(Vec::is_empty), "{compiler}: {saved:?}");
    }
}

#[test]
fn references_are_those_that_objdump_comments() {
    for variant in ["gcc-O2", "gcc-lto", "clang-thin"] {
        let Some((path, scratch)) = binary(variant) else { return };
        let Some(listing) = objdump(&path) else { return };
        let program = read(&path);
        let slots = got(&path);
        let mut compared = 0;
        for id in program.instances() {
            let instance = program.instance(id);
            if instance.kind() != InstanceKind::Function {
                continue;
            }
            let ours: BTreeMap<u64, RefTarget> = program
                .references(id)
                .expect("code is decoded")
                .into_iter()
                .map(|reference| (reference.site.0, reference.target))
                .collect();
            let inside = |at| instance.ranges().iter().any(|range| range.contains(Addr(at)));
            let theirs: BTreeMap<u64, u64> = instance
                .ranges()
                .iter()
                .flat_map(|range| listing.range(range.begin.0..range.end.0))
                .filter_map(|(&site, text)| Some((site, comment(text)?)))
                .filter(|(_, target)| Addr(*target) == instance.entry() || !inside(*target))
                .collect();
            for (site, target) in &theirs {
                let is_slot = slots.iter().any(|(begin, end)| (*begin..*end).contains(target));
                let calls = is_slot && listing[site].contains("call");
                let found = ours.get(site);
                let same = found == Some(&RefTarget::Address(Addr(*target)));
                assert!(same || is_slot && found.is_some() || calls, "{site:#x}: {found:?}");
                compared += 1;
            }
            let extra: Vec<_> = ours.keys().filter(|site| !theirs.contains_key(site)).collect();
            assert!(extra.is_empty(), "{variant}: {extra:x?}");
        }
        assert!(compared > 800, "only {compared} references");
        println!("lua {variant}: {compared} references, all as objdump comments them");
        drop(scratch);
    }
}

#[test]
fn code_without_a_way_out_never_returns() {
    for variant in ["gcc-O2", "gcc-lto", "clang-thin"] {
        let Some((path, scratch)) = binary(variant) else { return };
        let Some(listing) = objdump(&path) else { return };
        let program = read(&path);
        let (mut never, mut closed) = (BTreeSet::new(), BTreeSet::new());
        for id in program.instances() {
            let instance = program.instance(id);
            if instance.kind() != InstanceKind::Function {
                continue;
            }
            let inside = |at| instance.ranges().iter().any(|range| range.contains(Addr(at)));
            let code = instance.ranges().iter();
            let mut code = code.flat_map(|range| listing.range(range.begin.0..range.end.0));
            // `_start` ends by `hlt`, which an interrupt ends.
            let name = program.instance_name(id);
            if name != "_start" && !code.any(|(_, text)| leads_out(text, inside)) {
                closed.insert(program.instance_name(id));
            }
            if program.returns(id) == Returns::Never {
                never.insert(program.instance_name(id));
            }
        }
        let missed: Vec<_> = closed.difference(&never).collect();
        assert!(missed.is_empty(), "{variant}: {missed:?}");
        // Lua's way to raise an error, and what ends by calling it.
        for name in ["luaD_throw", "luaG_errormsg", "lua_error"] {
            assert!(never.contains(name), "{variant}: {name} is not in {never:?}");
        }
        assert!(never.len() < 60, "{variant}: {never:?}");
        println!("lua {variant}: {} never return, {} show no way out", never.len(), closed.len());
        drop(scratch);
    }
}

#[test]
fn one_question_is_answered_as_all_at_once() {
    for variant in ["gcc-O2", "gcc-lto", "clang-thin"] {
        let Some((path, scratch)) = binary(variant) else { return };
        let (prepared, asked) = (read(&path), read(&path));
        prepared.prepare_returns();
        let mut ids: Vec<_> = prepared.instances().collect();
        // From the last to the first: most callees are asked before their callers.
        ids.reverse();
        let mut never = 0;
        for &id in &ids {
            let name = asked.instance_name(id);
            assert_eq!(asked.returns(id), prepared.returns(id), "{variant}: {name}");
            never += usize::from(asked.returns(id) == Returns::Never);
        }
        assert!(never > 0, "{variant}");
        for &id in ids.iter().step_by(29) {
            assert_eq!(read(&path).returns(id), prepared.returns(id), "{variant}");
        }
        drop(scratch);
    }
}

#[test]
fn an_address_is_taken_where_code_refers_to_it() {
    for variant in ["gcc-O2", "gcc-lto", "clang-thin"] {
        let Some((path, scratch)) = binary(variant) else { return };
        let program = read(&path);
        let mut taken = BTreeSet::new();
        for id in program.instances() {
            for reference in program.references(id).expect("code is decoded") {
                let RefTarget::Address(at) = reference.target else { continue };
                let Some(function) = program.instance_entered_at(at) else { continue };
                let known = program.address_taken(function);
                let name = program.instance_name(function);
                assert!(known.is_some_and(|known| known <= reference.site), "{variant}: {name}");
                taken.insert(function);
            }
        }
        assert!(taken.len() > 20, "{variant}: {} taken by code", taken.len());
        drop(scratch);
    }
}

/// By caller: the registers that live across its first call.
fn live(program: &Program) -> BTreeMap<String, Vec<&'static str>> {
    let calls = program.calls().map(|call| {
        let live = program.live_across(call).expect("code is decoded");
        let caller = program.instance_name(program.call(call).caller()).to_owned();
        (caller, live.iter().map(|live| live.register).collect())
    });
    calls.collect()
}

fn read(path: &Path) -> Program {
    let input = Input { path: path.to_owned(), ..Input::default() };
    build(&input, &|_| {}).expect("a file to read").0
}

/// A build of Lua, unpacked.
fn binary(variant: &str) -> Option<(std::path::PathBuf, tempfile::TempDir)> {
    let scratch = tempfile::tempdir().expect("a folder for scratch files");
    let path = scratch.path().join(variant);
    let bytes = truth::unpack(&truth::folder("lua"), &format!("lua.{variant}")).expect("Lua");
    std::fs::write(&path, bytes).expect("write");
    Some((path, scratch))
}

/// Instructions by address, as objdump writes them; `None` without objdump.
fn objdump(path: &Path) -> Option<BTreeMap<u64, String>> {
    let Ok(output) = Command::new("objdump").args(["-dw", "--no-show-raw-insn"]).arg(path).output()
    else {
        eprintln!("no objdump here: nothing was compared");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text.lines().filter_map(|line| {
        let (address, text) = line.split_once(":\t")?;
        Some((u64::from_str_radix(address.trim(), 16).ok()?, text.to_owned()))
    });
    Some(lines.collect())
}

/// The address in the comment of an instruction with an operand relative to itself.
fn comment(text: &str) -> Option<u64> {
    let (code, comment) = text.split_once("# ")?;
    let address = comment.split_whitespace().next()?;
    let idle = code.starts_with("nop");
    (code.contains("(%rip)") && !idle).then(|| u64::from_str_radix(address, 16).ok()).flatten()
}

/// True for a return, and for a jump whose target is not `inside`.
fn leads_out(text: &str, inside: impl Fn(u64) -> bool) -> bool {
    let text = text.trim_start_matches("bnd ").trim_start_matches("notrack ");
    let mut words = text.split_whitespace();
    let Some(name) = words.next() else { return false };
    if name.starts_with("ret") || name.starts_with("repz") {
        return true;
    }
    let target = words.next().unwrap_or_default();
    let known = u64::from_str_radix(target, 16).ok();
    name.starts_with('j') && known.is_none_or(|target| !inside(target))
}

/// The sections of the global offset table.
fn got(path: &Path) -> Vec<(u64, u64)> {
    let bytes = std::fs::read(path).expect("the binary");
    let elf = Elf::parse(&bytes).expect("an ELF file");
    let named = elf.section_headers.iter().filter(|section| {
        elf.shdr_strtab.get_at(section.sh_name).is_some_and(|name| name.starts_with(".got"))
    });
    named.map(|section| (section.sh_addr, section.sh_addr + section.sh_size)).collect()
}
