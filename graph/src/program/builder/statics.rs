//! Function-static variables: which function declares each, and where it lies.

use std::collections::BTreeMap;

use super::super::node::Place;
use super::super::statics::StaticVariable;
use super::super::strings::StringsBuilder;
use super::Layers;
use super::functions::Functions;
use super::origin::{self, RowAt};
use crate::dwarf::{StaticDie, UnitRows};
use crate::id::{Addr, FuncId, StrId};
use crate::image::{ElfKind, Image, SymbolPlace};
use crate::notice::Notice;

/// Gathers the variables that the linker kept.
pub(super) fn find(
    layers: &Layers<'_, '_>,
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> Vec<StaticVariable> {
    let mut found = Vec::new();
    let mut orphans = Vec::new();
    for (unit, rows) in layers.units.iter().enumerate() {
        for row in &rows.statics {
            if row.address.is_some_and(|address| !is_kept(layers.image, address)) {
                continue;
            }
            let Some(name) = row.name else { continue };
            let place = row.place.and_then(|place| {
                let file = functions.files()[place.file? as usize];
                Some(Place { file, line: place.line, column: place.column })
            });
            let name = strings.intern_bytes(name.bytes());
            let at = declared_in(layers.units, unit, row);
            let variable = |function| StaticVariable {
                function,
                name,
                address: row.address.map(Addr),
                place,
                die: row.die,
            };
            match at.and_then(|at| functions.of_row(at, strings)) {
                Some(function) => found.push(variable(function)),
                None => orphans.push(variable(FuncId::new(0))),
            }
        }
    }
    if !orphans.is_empty() {
        let owners = Owners::new(layers.symbols, functions);
        let mut lost = 0;
        for orphan in orphans {
            match owners.of(&orphan, functions, strings) {
                Some(function) => found.push(StaticVariable { function, ..orphan }),
                None => lost += 1,
            }
        }
        notices.extend((lost > 0).then(|| unowned(lost)));
    }
    found
}

/// Gives functions their final ids, sorts, and leaves one of what several units say.
pub(super) fn renumber(
    statics: &mut Vec<StaticVariable>,
    order: &[FuncId],
    strings: &StringsBuilder,
) {
    for row in statics.iter_mut() {
        row.function = order[row.function.index()];
    }
    let key = |row: &StaticVariable| (row.function, strings.get(row.name), row.address);
    // Thread-locals have no address: their places tell them apart.
    let place = |row: &StaticVariable| row.address.is_none().then_some(row.place).flatten();
    statics.sort_by(|a, b| (key(a), place(a), a.die).cmp(&(key(b), place(b), b.die)));
    statics.dedup_by(|a, b| (key(a), place(a)) == (key(b), place(b)));
}

/// False for what the linker dropped: its address is a tombstone. That may be 0, where a
/// kernel has its per-CPU section; the first variable there is none of a function. An
/// empty variable may stand at the end of a section.
fn is_kept(image: &Image<'_>, address: u64) -> bool {
    if address == 0 && image.kind != ElfKind::Relocatable {
        return false;
    }
    let before = address.checked_sub(1).and_then(|before| image.section_at(before));
    image.section_at(address).or(before).is_some()
}

/// The subprogram that declares a variable: that around its origin; else the one whose
/// copy it stands in, else the one it stands in. A copy's variable is the function's own,
/// whatever the host.
fn declared_in(units: &[UnitRows<'_>], unit: usize, row: &StaticDie<'_>) -> Option<RowAt> {
    let by_origin = row.origin.and_then(|die| around(units, die));
    let rows = &units[unit];
    by_origin.or_else(|| match row.inlined {
        Some(inlined) => rows.inlined(inlined).origin.and_then(|die| origin::find(units, die)),
        None => Some((unit as u32, row.host)),
    })
}

/// The innermost subprogram around a DIE.
fn around(units: &[UnitRows<'_>], die: u64) -> Option<RowAt> {
    /// Nested functions (a GNU extension) that may end before the DIE.
    const NESTED: usize = 64;
    let unit = units.partition_point(|unit| unit.offset <= die).checked_sub(1)?;
    let rows = &units[unit];
    let mut before = (0..rows.subprograms_through(die)).rev().take(NESTED);
    Some((unit as u32, before.find(|&index| die < rows.subprogram(index).end)?))
}

/// Finds the function of a variable that stands in a nameless subprogram. Clang puts the
/// variables of a function that is left as copies only into an empty `DW_TAG_subprogram`
/// (corpus: `static-local`); C functions do not nest, so the last one that begins before
/// the variable, in its file, declares it. LLVM's symbol is `FUNCTION.VARIABLE`.
struct Owners<'i> {
    by_place: BTreeMap<(StrId, u32), Vec<FuncId>>,
    symbols: BTreeMap<u64, Vec<&'i [u8]>>,
}

impl<'i> Owners<'i> {
    fn new(image: &Image<'i>, functions: &Functions<'_, '_>) -> Self {
        let mut by_place: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for id in (0..functions.len()).map(FuncId::new) {
            if let Some(place) = &functions.row(id).place {
                by_place.entry((place.file, place.line)).or_default().push(id);
            }
        }
        let mut symbols: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for symbol in image.symbols().0 {
            if matches!(symbol.place, SymbolPlace::Section(_)) && symbol.name.contains(&b'.') {
                symbols.entry(symbol.address).or_default().push(symbol.name);
            }
        }
        Self { by_place, symbols }
    }

    fn of(
        &self,
        variable: &StaticVariable,
        functions: &Functions<'_, '_>,
        strings: &StringsBuilder,
    ) -> Option<FuncId> {
        let place = variable.place?;
        let before = self.by_place.range((place.file, 0)..=(place.file, place.line)).rev();
        let mut before = before.flat_map(|(_, ids)| ids.iter().copied());
        let part = format!(".{}", strings.get(variable.name));
        let symbols = variable.address.and_then(|address| self.symbols.get(&address.0));
        let named = symbols.into_iter().flatten().find_map(|symbol| {
            let symbol = std::str::from_utf8(symbol).ok()?;
            symbol.match_indices(&part).map(|(at, _)| &symbol[..at]).find(|name| !name.is_empty())
        });
        match named {
            Some(name) => before.find(|&id| strings.get(functions.row(id).name) == name),
            None => before.next(),
        }
    }
}

fn unowned(count: usize) -> Notice {
    Notice::incomplete(
        ".debug_info",
        format!("{count} function-static variables stand in a subprogram that nothing names"),
    )
}
