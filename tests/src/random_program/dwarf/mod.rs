//! A program -> its DWARF, as compilers write it: what means the same is written in all the
//! ways that there are for it.

mod body;
mod function;
mod lines;
mod range;
mod section;

use std::collections::HashMap;

use gimli::constants as dw;
use gimli::write::{
    AttributeValue as Value, DebugInfoRef, Dwarf, FileId, Sections, UnitEntryId, UnitId,
};

use super::layout::Layout;
use super::model::{Program, Unit, UnitKind};
use super::random::Random;
pub(super) use section::Section;

/// Where the compiler ran.
const FOLDER: &str = "/src";

/// The sections of a program's DWARF: name and contents.
pub(super) fn write(program: &Program, layout: &Layout) -> Vec<(&'static str, Section)> {
    let mut writer = Writer {
        program,
        layout,
        random: Random::new(!program.seed),
        dwarf: Dwarf::new(),
        units: Vec::new(),
        files: Vec::new(),
        roots: HashMap::new(),
        declared: HashMap::new(),
    };
    for unit in 0..program.units.len() {
        writer.open(unit);
    }
    for unit in 0..program.units.len() {
        writer.functions(unit);
    }
    for body in 0..program.bodies.len() {
        writer.body(body);
    }
    let mut sections = Sections::new(Section::default());
    writer.dwarf.write(&mut sections).expect("DWARF that can be written");
    let mut found = Vec::new();
    let add = |id: gimli::SectionId, section: &Section| {
        if !section.is_empty() {
            found.push((id.name(), section.clone()));
        }
        Ok::<_, ()>(())
    };
    sections.for_each(add).expect("sections");
    found
}

struct Writer<'p> {
    program: &'p Program,
    layout: &'p Layout,
    random: Random,
    dwarf: Dwarf,
    /// Of each unit what the writer calls it.
    units: Vec<UnitId>,
    /// Of each unit its number for each file.
    files: Vec<Vec<FileId>>,
    /// The DIE that names a function in a unit.
    roots: HashMap<(usize, usize), UnitEntryId>,
    /// Declarations in a unit of what is defined elsewhere.
    declared: HashMap<(usize, usize), UnitEntryId>,
}

type Attributes = Vec<(gimli::DwAt, Value)>;

impl Writer<'_> {
    /// A DIE with attributes.
    fn add(
        &mut self,
        unit: usize,
        parent: UnitEntryId,
        tag: gimli::DwTag,
        attributes: Attributes,
    ) -> UnitEntryId {
        let unit = self.dwarf.units.get_mut(self.units[unit]);
        let die = unit.add(parent, tag);
        for (name, value) in attributes {
            unit.get_mut(die).set(name, value);
        }
        die
    }

    fn top(&self, unit: usize) -> UnitEntryId {
        self.dwarf.units.get(self.units[unit]).root()
    }

    /// A string, beside the DIE or among all strings.
    fn text(&mut self, text: &str) -> Value {
        match self.random.chance(20) {
            true => Value::String(text.as_bytes().to_vec()),
            false => Value::StringRef(self.dwarf.strings.add(text)),
        }
    }

    /// Begins a unit.
    fn open(&mut self, number: usize) {
        let unit = &self.program.units[number];
        let (lines, files) = self.lines(number);
        let encoding = lines.encoding();
        let id = self.dwarf.units.add(gimli::write::Unit::new(encoding, lines));
        self.units.push(id);
        self.files.push(files);
        let attributes = self.unit_attributes(unit);
        let die = self.dwarf.units.get_mut(id);
        let root = die.root();
        for (name, value) in attributes {
            die.get_mut(root).set(name, value);
        }
    }

    fn unit_attributes(&mut self, unit: &Unit) -> Attributes {
        let producer = match unit.kind {
            UnitKind::Linked => "GNU GIMPLE 14.2.0 -O2 -g -flto",
            UnitKind::Early => "GNU C17 14.2.0 -O2 -g -flto",
            UnitKind::Compiled => "GNU C17 14.2.0 -O2 -g",
        };
        let path = match unit.kind {
            UnitKind::Linked => "<artificial>".to_owned(),
            UnitKind::Early | UnitKind::Compiled => self.program.files[unit.file].clone(),
        };
        let (producer, name, folder) = (self.text(producer), self.text(&path), self.text(FOLDER));
        let low = if unit.based { self.at(0, 0) } else { gimli::write::Address::Constant(0) };
        vec![
            (dw::DW_AT_producer, producer),
            (dw::DW_AT_language, Value::Language(dw::DW_LANG_C11)),
            (dw::DW_AT_name, name),
            (dw::DW_AT_comp_dir, folder),
            (dw::DW_AT_low_pc, Value::Address(low)),
        ]
    }

    /// What a DIE of `unit` refers to as the origin of code of a function.
    fn origin(&mut self, unit: usize, function: usize) -> Value {
        if let Some(&root) = self.roots.get(&(unit, function)) {
            return match self.random.chance(8) {
                true => Value::DebugInfoRef(DebugInfoRef::Entry(self.units[unit], root)),
                false => Value::UnitRef(root),
            };
        }
        let early = (0..self.units.len()).filter_map(|early| {
            let root = self.roots.get(&(early, function));
            let is_early = self.program.units[early].kind == UnitKind::Early;
            Some((self.units[early], *root?)).filter(|_| is_early)
        });
        let early: Vec<_> = early.collect();
        let (early, root) = *self.random.pick(&early).expect("an early unit describes it");
        let origin = Value::DebugInfoRef(DebugInfoRef::Entry(early, root));
        if self.random.chance(50) {
            return origin;
        }
        // A DIE in between, for all that follows of this unit.
        let attributes = vec![(dw::DW_AT_abstract_origin, origin)];
        let die = self.add(unit, self.top(unit), dw::DW_TAG_subprogram, attributes);
        self.roots.insert((unit, function), die);
        Value::UnitRef(die)
    }
}
