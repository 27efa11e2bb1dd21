//! What the kernel links when a module is loaded, or one of the objects it patches:
//! `.klp.sym.` symbols and `.klp.rela.` sections (`Documentation/livepatch/module-elf-format.rst`),
//! and ordinary undefined symbols.

use std::collections::BTreeSet;

use crate::image::{Binding, Image, RawSymbol, SymbolPlace};
use crate::notice::Notice;

const SYMBOL: &str = ".klp.sym.";
const SECTION: &str = ".klp.rela.";

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

/// What a module reaches for.
pub(super) struct References {
    pub(super) references: Vec<LiveReference>,
    pub(super) relocated_for: Vec<String>,
    pub(super) imports: Vec<String>,
}

pub(super) fn read(image: &Image<'_>, notices: &mut Vec<Notice>) -> References {
    let mut references = BTreeSet::new();
    let mut imports = BTreeSet::new();
    let unreadable = image.each_symbol(|symbol| {
        let name = String::from_utf8_lossy(symbol.name).into_owned();
        if let Some(rest) = name.strip_prefix(SYMBOL) {
            match parse(rest) {
                Some(reference) => _ = references.insert(reference),
                None => notices.push(Notice::incomplete(
                    format!(".symtab, symbol {}", symbol.index),
                    format!("{name} is not .klp.sym.OBJECT.NAME,SYMPOS: it cannot be checked"),
                )),
            }
        } else if symbol.place == SymbolPlace::Undefined && is_looked_up(&symbol, &name) {
            imports.insert(name);
        }
    });
    // The kernel's own index for live patches, SHN_LIVEPATCH, leads to no section.
    if unreadable > references.len() {
        let text = format!("{} entries cannot be read", unreadable - references.len());
        notices.push(Notice::incomplete(".symtab", text));
    }
    let sections = image.sections.iter().filter_map(|section| section.name.strip_prefix(SECTION));
    let objects: BTreeSet<_> = sections.filter_map(|rest| rest.split('.').next()).collect();
    References {
        references: references.into_iter().collect(),
        relocated_for: objects.into_iter().map(str::to_owned).collect(),
        imports: imports.into_iter().collect(),
    }
}

/// What `simplify_symbols` of `kernel/module/main.c` does not forgive.
fn is_looked_up(symbol: &RawSymbol<'_>, name: &str) -> bool {
    !name.is_empty() && symbol.binding != Binding::Weak && name != "_GLOBAL_OFFSET_TABLE_"
}

/// As the kernel's `sscanf(".klp.sym.%55[^.].%511[^,],%lu")` in `klp_resolve_symbols`.
fn parse(rest: &str) -> Option<LiveReference> {
    let (object, rest) = rest.split_once('.')?;
    let (name, sympos) = rest.split_once(',')?;
    let is_there = !object.is_empty() && !name.is_empty();
    let sympos = sympos.parse().ok().filter(|_| is_there)?;
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
        for (text, expected) in [
            ("vmlinux.printk,0", reference("vmlinux", "printk", 0)),
            ("btrfs.copy.isra.0,2", reference("btrfs", "copy.isra.0", 2)),
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
}
