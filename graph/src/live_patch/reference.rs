//! What the kernel links when a module is loaded, or one of the objects it patches:
//! `.klp.sym.` symbols and `.klp.rela.` sections (`Documentation/livepatch/module-elf-format.rst`),
//! and ordinary undefined symbols.

use std::collections::{BTreeMap, BTreeSet};

use crate::image::{Binding, Image, RawSymbol, SymbolPlace};
use crate::notice::Notice;

const SYMBOL: &str = ".klp.sym.";
const SECTION: &str = ".klp.rela.";
/// Longest names that `klp_resolve_symbols` and `klp_write_section_relocs` read, in bytes.
const LONGEST_OBJECT: usize = 55;
const LONGEST_NAME: usize = 511;

/// A symbol `.klp.sym.OBJECT.NAME,SYMPOS`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveReference {
    /// `vmlinux` or the name of a module.
    pub object: String,
    /// The symbol's name there.
    pub name: String,
    /// Its place among those of the name; 0 says that it is the only one.
    pub sympos: u64,
}

/// A section `.klp.rela.OBJECT.SECTION`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveSection {
    /// Its name.
    pub name: String,
    /// The object with which it is linked; `None` if its name tells none.
    pub object: Option<String>,
    /// True if its flags say so too (`SHF_RELA_LIVEPATCH`).
    pub is_marked: bool,
    /// What its entries name, sorted, each once.
    pub symbols: Vec<LiveSymbol>,
}

/// A symbol that an entry of a [`LiveSection`] names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveSymbol {
    /// Its whole name.
    pub name: String,
    /// True for `SHN_LIVEPATCH`.
    pub is_marked: bool,
    /// What its name says; `None` if it is of another form.
    pub reference: Option<LiveReference>,
}

/// What a module reaches for.
#[derive(Default)]
pub(super) struct References {
    pub(super) references: Vec<LiveReference>,
    pub(super) unmarked: Vec<String>,
    pub(super) sections: Vec<LiveSection>,
    pub(super) imports: Vec<String>,
}

pub(super) fn read(image: &Image<'_>, notices: &mut Vec<Notice>) -> References {
    let mut references = BTreeSet::new();
    let mut unmarked = BTreeSet::new();
    let mut imports = BTreeSet::new();
    let relocs = image.live_relocs();
    let named = relocs.iter().filter_map(|section| section.symbols.as_ref().ok());
    let mut linked: BTreeMap<u32, Option<LiveSymbol>> =
        named.flatten().map(|&index| (index, None)).collect();
    let unreadable = image.each_symbol(|symbol| {
        let name = String::from_utf8_lossy(symbol.name).into_owned();
        let is_marked = symbol.place == SymbolPlace::LivePatch;
        let reference = name.strip_prefix(SYMBOL).and_then(parse);
        if let Some(place) = linked.get_mut(&symbol.index) {
            let (name, reference) = (name.clone(), reference.clone());
            *place = Some(LiveSymbol { name, is_marked, reference });
        }
        let is_looked_up = symbol.place == SymbolPlace::Undefined && is_looked_up(&symbol, &name);
        if !is_marked && !name.starts_with(SYMBOL) {
            imports.extend(is_looked_up.then_some(name));
            return;
        }
        match reference {
            Some(reference) => _ = references.insert(reference),
            None => notices.push(Notice::incomplete(
                format!(".symtab, symbol {}", symbol.index),
                format!("{name} is not .klp.sym.OBJECT.NAME,SYMPOS: it cannot be checked"),
            )),
        }
        unmarked.extend(is_looked_up.then_some(name));
    });
    if unreadable > 0 {
        let text = format!("{unreadable} entries cannot be read");
        notices.push(Notice::incomplete(".symtab", text));
    }
    let mut sections = Vec::new();
    for section in relocs {
        let name = String::from_utf8_lossy(section.section).into_owned();
        let place = format!("section {name}");
        let indices = section.symbols.unwrap_or_else(|problem| {
            notices.push(Notice::incomplete(&place, problem));
            Vec::new()
        });
        let symbols: BTreeSet<_> =
            indices.iter().filter_map(|index| linked.get(index)?.clone()).collect();
        if indices.iter().any(|index| linked.get(index).is_none_or(Option::is_none)) {
            notices.push(Notice::incomplete(&place, "names symbols that are not there"));
        }
        sections.push(LiveSection {
            object: object_of(&name).map(str::to_owned),
            name,
            is_marked: section.is_marked,
            symbols: symbols.into_iter().collect(),
        });
    }
    sections.sort();
    References {
        references: references.into_iter().collect(),
        unmarked: unmarked.into_iter().collect(),
        sections,
        imports: imports.into_iter().collect(),
    }
}

/// What `simplify_symbols` of `kernel/module/main.c` does not forgive.
fn is_looked_up(symbol: &RawSymbol<'_>, name: &str) -> bool {
    !name.is_empty() && symbol.binding != Binding::Weak && name != "_GLOBAL_OFFSET_TABLE_"
}

/// As the kernel's `sscanf(".klp.rela.%55[^.]")`, and the point that ends the object's name.
fn object_of(section: &str) -> Option<&str> {
    let (object, _) = section.strip_prefix(SECTION)?.split_once('.')?;
    (!object.is_empty() && object.len() <= LONGEST_OBJECT).then_some(object)
}

/// As the kernel's `sscanf(".klp.sym.%55[^.].%511[^,],%lu")` in `klp_resolve_symbols`.
fn parse(rest: &str) -> Option<LiveReference> {
    let (object, rest) = rest.split_once('.')?;
    let (name, sympos) = rest.split_once(',')?;
    let is_there = |text: &str, longest| !text.is_empty() && text.len() <= longest;
    if !is_there(object, LONGEST_OBJECT) || !is_there(name, LONGEST_NAME) {
        return None;
    }
    let sympos = sympos.parse().ok()?;
    Some(LiveReference { object: object.to_owned(), name: name.to_owned(), sympos })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_as_the_kernel_does() {
        let reference = |object: &str, name: &str, sympos| {
            Some(LiveReference { object: object.into(), name: name.into(), sympos })
        };
        let (longest, longer) = ("m".repeat(LONGEST_OBJECT), "m".repeat(LONGEST_OBJECT + 1));
        for (text, expected) in [
            ("vmlinux.printk,0", reference("vmlinux", "printk", 0)),
            ("btrfs.copy.isra.0,2", reference("btrfs", "copy.isra.0", 2)),
            (&format!("{longest}.f,0"), reference(&longest, "f", 0)),
            (&format!("{longer}.f,0"), None),
            ("vmlinux.printk", None),
            ("vmlinux.,0", None),
            (".printk,0", None),
            ("vmlinux.printk,", None),
            ("vmlinux.printk,-1", None),
            ("", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn sections_tell_their_object() {
        for (text, expected) in [
            (".klp.rela.vmlinux..text", Some("vmlinux")),
            (".klp.rela.ext4..text.unlikely", Some("ext4")),
            (".klp.rela.ext4", None),
            (".klp.rela...text", None),
            (".rela.text", None),
        ] {
            assert_eq!(object_of(text), expected, "{text}");
        }
    }
}
