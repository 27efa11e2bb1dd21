//! A program -> its symbol table, file by file, as a linker leaves it.

use super::layout::{Layout, PADDING, Spot};
use super::model::{Body, Program, Symbol, UnitKind};

/// What a symbol names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `STT_SECTION`.
    Section,
    /// `STT_FILE`.
    File,
    /// `STT_FUNC`.
    Function,
    /// A function of another object.
    Elsewhere,
}

/// An entry of the symbol table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) global: bool,
    pub(super) spot: Spot,
}

const NOWHERE: Spot = Spot { section: 0, begin: 0, end: 0 };

/// Functions of other objects that a program may call.
pub(super) const ELSEWHERE: usize = 3;

/// All symbols, the local ones first: those of so many sections, then those of each file.
pub(super) fn table(program: &Program, layout: &Layout, sections: usize) -> Vec<Entry> {
    let section = |section| entry(String::new(), Kind::Section, false, Spot { section, ..NOWHERE });
    let mut table: Vec<Entry> = (0..sections).map(section).collect();
    for (number, unit) in program.units.iter().enumerate() {
        let path = &program.files[unit.file];
        let name = match unit.kind {
            UnitKind::Early => continue,
            UnitKind::Compiled => path.rsplit('/').next().unwrap_or(path).to_owned(),
            // GCC, LLVM; and what ld writes where an object names none.
            UnitKind::Linked => {
                ["<artificial>", "ld-temp.o", ""][program.seed as usize % 3].to_owned()
            }
        };
        table.push(entry(name, Kind::File, false, NOWHERE));
        table.extend(of_unit(program, layout, Some(number)));
    }
    table.push(entry("assembly.S".to_owned(), Kind::File, false, NOWHERE));
    table.extend(of_unit(program, layout, None));
    let outside = (0..ELSEWHERE)
        .map(|number| entry(format!("outside_{number}"), Kind::Elsewhere, true, NOWHERE));
    table.extend(outside);
    table.sort_by_key(|entry| entry.global);
    table
}

fn of_unit(program: &Program, layout: &Layout, unit: Option<usize>) -> Vec<Entry> {
    let bodies = program.bodies.iter().enumerate();
    let bodies = bodies.filter(|(_, body)| body.unit == unit && !body.dropped);
    bodies.flat_map(|(at, body)| of_body(layout, at, body)).collect()
}

fn of_body(layout: &Layout, at: usize, body: &Body) -> Vec<Entry> {
    let part = |cold: bool| {
        let spots = layout.ranges(at, |piece| body.pieces[piece].cold == cold);
        spots.first().copied()
    };
    let Some(hot) = part(false) else { return Vec::new() };
    let symbols = body.symbols.iter();
    let mut found: Vec<Entry> =
        symbols.map(|symbol| entry(symbol.name(), Kind::Function, symbol.global, hot)).collect();
    let Some(first) = body.symbols.first().map(Symbol::name) else { return found };
    if let Some(cold) = part(true) {
        found.push(entry(format!("{first}.cold"), Kind::Function, false, cold));
    }
    if body.padded {
        let padding = Spot { begin: hot.begin - PADDING, end: hot.begin, ..hot };
        found.push(entry(format!("__pfx_{first}"), Kind::Function, false, padding));
    }
    found
}

fn entry(name: String, kind: Kind, global: bool, spot: Spot) -> Entry {
    Entry { name, kind, global, spot }
}
