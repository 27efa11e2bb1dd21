//! `__ksymtab*` tables, and the `.export_symbol` sections that come before them: the
//! symbols that modules may use.

use std::collections::BTreeMap;

use object::read::elf::Sym as _;

use super::super::elf::Image;
use super::super::symbol::SymbolPlace;
use super::super::text::LONGEST;
use super::table::{Table, Width};
use crate::notice::Notice;

/// How a symbol is exported to modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Export {
    /// `EXPORT_SYMBOL`.
    Any,
    /// `EXPORT_SYMBOL_GPL`.
    Gpl,
}

/// Shapes of `struct kernel_symbol` (`include/linux/export-internal.h`), stride and width:
/// value, name and namespace (since 5.4), relative or not. The name is the second field.
const SHAPES: &[(usize, Width)] = &[
    (12, Width::Relative4),
    (8, Width::Relative4),
    (24, Width::Absolute8),
    (16, Width::Absolute8),
];

impl Export {
    /// The exported symbols, by name.
    pub(crate) fn read(image: &Image<'_>, notices: &mut Vec<Notice>) -> BTreeMap<String, Self> {
        let mut found = BTreeMap::new();
        for table in Table::sections(image, |name| kind_of(name).is_some(), notices) {
            let Some(kind) = kind_of(&table.section) else { continue };
            let readable = |&&(stride, width): &&(usize, Width)| {
                let entries = table.len() / stride;
                let named = |entry: &usize| name_of(image, &table, entry * stride, width).is_some();
                let good = (0..entries).filter(named).count();
                2 * good > table.len().div_ceil(stride)
            };
            let Some(&(stride, width)) = SHAPES.iter().find(readable) else {
                let text = "its entries have no size that is known: exported symbols are unknown";
                notices.push(table.notice(0, text));
                continue;
            };
            let mut lost = Vec::new();
            for offset in table.entries(stride, notices) {
                match name_of(image, &table, offset, width) {
                    Some(name) => _ = found.insert(name, kind),
                    None => lost.push(offset),
                }
            }
            if let Some(&first) = lost.first() {
                let text = format!("{} entries have no readable name", lost.len());
                notices.push(table.notice(first, text));
            }
        }
        from_objects(image, &mut found);
        found
    }
}

/// `__ksymtab_unused*` and `_gpl_future` are gone since Linux 5.12. In vmlinux.o every
/// symbol has a section of its own, `___ksymtab+NAME`.
fn kind_of(section: &str) -> Option<Export> {
    let rest = section.strip_prefix("___ksymtab").or_else(|| section.strip_prefix("__ksymtab"))?;
    match rest.split('+').next().unwrap_or(rest) {
        "" | "_unused" => Some(Export::Any),
        "_gpl" | "_gpl_future" | "_unused_gpl" => Some(Export::Gpl),
        _ => None,
    }
}

/// The name that an entry leads to: it must be one, and the value must be something.
fn name_of(image: &Image<'_>, table: &Table<'_>, offset: usize, width: Width) -> Option<String> {
    table.field(offset, width)?;
    let step = if width == Width::Relative4 { 4 } else { 8 };
    let address = table.address(offset + step, width)?;
    let section = image.section_at(address).filter(|section| !section.executable)?;
    let name = section.text(address.checked_sub(section.address)?)?;
    let graphic = name.iter().all(u8::is_ascii_graphic);
    (graphic && !name.is_empty()).then(|| String::from_utf8_lossy(name).into_owned())
}

/// Since Linux 6.4 an object says it by a symbol `__export_symbol_NAME`, before the licence
/// ("" or "GPL") in section `.export_symbol`; modpost makes the table later.
fn from_objects(image: &Image<'_>, found: &mut BTreeMap<String, Export>) {
    let Some(table) = image.symbol_table() else { return };
    if image.section(".export_symbol").is_none() {
        return;
    }
    for (index, symbol) in table.enumerate() {
        let name = symbol.name(image.endian, table.strings()).unwrap_or_default();
        let Some(name) = name.strip_prefix(b"__export_symbol_") else { continue };
        let SymbolPlace::Section(section) = image.place_of(&table, index, symbol) else { continue };
        let section = &image.sections[section];
        if section.name == ".export_symbol"
            && name.len() < LONGEST
            && let Some(licence) = section.text(symbol.st_value(image.endian))
        {
            let kind = if licence.starts_with(b"GPL") { Export::Gpl } else { Export::Any };
            found.insert(String::from_utf8_lossy(name).into_owned(), kind);
        }
    }
}
