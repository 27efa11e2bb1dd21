//! The walk over the DIEs of a unit: depth first, without recursion. DIEs of four kinds are
//! read; the others are passed over in one step where their abbreviation tells their size.
//!
//! Every DIE is visited. `DW_AT_sibling` would save half of the visits, but it is a number
//! in the file: one that leads past functions would make the answer smaller without a sign,
//! and nothing cheaper than the visit can tell that it does not.

use gimli::Result;

use super::abbreviation::{Abbreviations, Kind, Record, VARIABLE};
use super::attribute::{Attributes, PlaceAttributes, Slot};
use super::cursor::{Cursor, end_of_input};
use super::debug_data::DebugData;
use super::file::FileTable;
use super::form::Value;
use super::name::Name;
use super::open_unit::OpenUnit;
use super::path::PathCache;
use super::range::RangeTable;
use super::row::{CallSite, DeclPlace, InlinedDie, Packed, StaticDie, Subprogram, UnitRows};
use super::statics::{self, Storage};
use super::unit::place;
use crate::notice::Notice;

/// Notices kept of one unit; a damaged unit would else yield one for every DIE.
const NOTICES: usize = 8;

/// What one unit after another is read with: tables that depend on the unit at hand, and
/// memory that serves all.
#[derive(Default)]
pub(super) struct Workspace<'d> {
    pub(super) abbreviations: Abbreviations,
    pub(super) files: FileTable<'d>,
    pub(super) paths: PathCache<'d>,
    ranges: RangeTable,
    packed: Packed<'d>,
    attributes: Attributes<'d>,
}

pub(super) struct Walk<'w, 'd> {
    data: &'w DebugData<'d>,
    unit: &'w OpenUnit<'d>,
    abbreviations: &'w Abbreviations,
    files: &'w mut FileTable<'d>,
    paths: &'w mut PathCache<'d>,
    ranges: &'w mut RangeTable,
    packed: &'w mut Packed<'d>,
    attributes: &'w mut Attributes<'d>,
    rows: UnitRows<'d>,
    /// The subprograms and inlined instances around the DIE, outermost first.
    around: Vec<Around>,
}

/// An enclosing DIE.
struct Around {
    depth: i64,
    subprogram: u32,
    inlined: Option<u32>,
}

impl<'w, 'd> Walk<'w, 'd> {
    pub(super) fn new(
        data: &'w DebugData<'d>,
        unit: &'w OpenUnit<'d>,
        space: &'w mut Workspace<'d>,
        rows: UnitRows<'d>,
    ) -> Self {
        let Workspace { abbreviations, files, paths, ranges, packed, attributes } = space;
        ranges.clear();
        packed.clear();
        packed.strings = data.strings;
        let around = Vec::new();
        Self { data, unit, abbreviations, files, paths, ranges, packed, attributes, rows, around }
    }

    /// Walks to the end of the unit.
    pub(super) fn run(&mut self) -> Result<()> {
        let mut cursor = self.unit.cursor(self.data, self.unit.root as u64)?;
        // The depth of the next DIE. The root has depth 0 and is not counted.
        let mut depth = 0;
        loop {
            self.rows.counts.dies += self.pass_plain(&mut cursor, &mut depth);
            if cursor.is_empty() {
                break;
            }
            let offset = cursor.at;
            let code = cursor.uleb()?;
            if code == 0 {
                depth -= 1;
                continue;
            }
            let record = self.abbreviations.get(code)?;
            self.rows.counts.dies += u64::from(depth > 0);
            self.leave(depth, offset);
            match record.kind {
                Kind::Other => self.pass(record, &mut cursor)?,
                kind => self.read(kind, record, &mut cursor, offset, depth)?,
            }
            depth += i64::from(record.has_children);
        }
        self.leave(i64::MIN, cursor.at);
        Ok(())
    }

    /// Passes over DIEs of fixed size that are not read and end no enclosing one: most of
    /// them. How many there were; the cursor stands before the next other one, or at the end.
    #[inline]
    fn pass_plain(&self, cursor: &mut Cursor<'d>, depth: &mut i64) -> u64 {
        let bytes = cursor.bytes;
        // DIEs of depth 0 are not counted: left to the caller.
        let floor = self.around.last().map_or(0, |around| around.depth.max(0));
        let (mut at, mut deep, mut passed) = (cursor.at, *depth, 0_u64);
        while let Some(&first) = bytes.get(at).filter(|_| deep > floor) {
            let (code, length) = match first {
                0..0x80 => (usize::from(first), 1),
                _ => match bytes.get(at + 1) {
                    Some(&second @ 0..0x80) => {
                        (usize::from(first & 0x7f) | usize::from(second) << 7, 2)
                    }
                    _ => break,
                },
            };
            let brief = self.abbreviations.brief(code);
            let after = at + length + brief.size();
            // One that reaches behind the end is left to the caller too.
            if !brief.is_enough() || after > bytes.len() {
                break;
            }
            passed += u64::from(code != 0);
            deep += brief.deeper();
            at = after;
        }
        (cursor.at, *depth) = (at, deep);
        passed
    }

    /// Passes over the attributes of a DIE.
    #[inline]
    fn pass(&self, record: &Record, cursor: &mut Cursor<'d>) -> Result<()> {
        if record.size == VARIABLE {
            return self.abbreviations.skip(record, cursor, self.unit.encoding);
        }
        let after = cursor.at + record.size as usize;
        if after > cursor.bytes.len() {
            return Err(end_of_input());
        }
        cursor.at = after;
        Ok(())
    }

    fn read(
        &mut self,
        kind: Kind,
        record: &Record,
        cursor: &mut Cursor<'d>,
        offset: usize,
        depth: i64,
    ) -> Result<()> {
        if kind == Kind::Variable && self.around.is_empty() {
            return self.pass(record, cursor);
        }
        self.attributes.read(cursor, self.abbreviations.reads(record), self.unit.encoding)?;
        let die = self.global(offset);
        let added = match kind {
            Kind::Subprogram => Some(self.subprogram(die, cursor.at)),
            Kind::Inlined => self.inlined(die),
            Kind::CallSite => self.call_site(die),
            Kind::Variable => self.variable(die),
            Kind::Other => None,
        };
        if let Some((subprogram, inlined)) = added.filter(|_| record.has_children) {
            self.around.push(Around { depth, subprogram, inlined });
        }
        Ok(())
    }

    /// The value of an attribute of the DIE at hand.
    #[inline]
    fn get(&self, slot: Slot) -> Option<Value<'d>> {
        self.attributes.get(slot)
    }

    /// What the DIE at hand is an instance or the definition of.
    #[inline]
    fn origin(&self) -> Option<Value<'d>> {
        self.get(Slot::AbstractOrigin).or(self.get(Slot::Specification))
    }

    /// The rows gathered so far.
    pub(super) fn finish(mut self) -> UnitRows<'d> {
        self.rows.packed = self.packed.fitted();
        self.rows.ranges = self.ranges.ranges.as_slice().to_vec();
        self.rows.counts.subprograms = self.packed.subprograms.len() as u64;
        self.rows.counts.subprograms_with_pc = self.packed.bodies.len() as u64;
        self.rows.counts.call_sites = self.packed.call_sites.len() as u64;
        self.rows.counts.units_without_code = u64::from(self.packed.bodies.is_empty());
        self.rows
    }

    fn subprogram(&mut self, die: u64, end: usize) -> (u32, Option<u32>) {
        let low = self.address(die, self.get(Slot::LowPc));
        let ranges = self.ranges(die, low);
        let row = Subprogram {
            die,
            end: self.global(end),
            name: self.string(die, self.get(Slot::Name)),
            linkage_name: self.string(die, self.get(Slot::LinkageName)),
            place: self.place(self.attributes.decl()),
            origin: self.reference(die, self.origin()),
            specified: !self.attributes.has(Slot::AbstractOrigin)
                && self.attributes.has(Slot::Specification),
            entry: self.entry(die, self.get(Slot::EntryPc), low, ranges).or(low),
            ranges,
            has_pc: low.is_some()
                || self.attributes.has(Slot::Ranges)
                || self.attributes.has(Slot::EntryPc),
            external: self.attributes.flag(Slot::External),
            declaration: self.attributes.flag(Slot::Declaration),
            nocall: self.attributes.is_nocall(),
        };
        self.rows.counts.subprograms_cross_unit +=
            u64::from(row.has_pc && self.is_foreign(row.origin));
        (self.packed.push_subprogram(self.rows.offset, &row), None)
    }

    fn inlined(&mut self, die: u64) -> Option<(u32, Option<u32>)> {
        let origin = self.reference(die, self.get(Slot::AbstractOrigin));
        let low = self.address(die, self.get(Slot::LowPc));
        let ranges = self.ranges(die, low);
        let covered = &self.ranges.ranges[ranges.0 as usize..ranges.1 as usize];
        let with_code = covered.iter().any(|range| !range.is_empty());
        let is_foreign = self.is_foreign(origin);
        let has_list = self.attributes.has(Slot::Ranges);
        let counts = &mut self.rows.counts;
        counts.inlined_subroutines += 1;
        counts.inlined_cross_unit += u64::from(is_foreign);
        counts.inlined_with_ranges += u64::from(has_list);
        counts.inlined_with_code += u64::from(with_code);
        let Some(&Around { subprogram: host, inlined: parent, .. }) = self.around.last() else {
            self.notice(die, "DW_TAG_inlined_subroutine stands in no subprogram");
            return None;
        };
        let call_place = self.place(self.attributes.call());
        let row = InlinedDie { die, origin, parent, host, call_place, ranges };
        Some((host, Some(self.packed.push_inlined(self.rows.offset, &row))))
    }

    fn call_site(&mut self, die: u64) -> Option<(u32, Option<u32>)> {
        // The GNU form calls them DW_AT_low_pc and DW_AT_abstract_origin.
        let row = CallSite {
            die,
            return_pc: self.address(die, self.get(Slot::ReturnPc).or(self.get(Slot::LowPc))),
            call_pc: self.address(die, self.get(Slot::CallPc)),
            origin: self
                .reference(die, self.get(Slot::CallOrigin).or(self.get(Slot::AbstractOrigin))),
        };
        self.packed.push_call_site(self.rows.offset, &row);
        None
    }

    fn variable(&mut self, die: u64) -> Option<(u32, Option<u32>)> {
        let &Around { subprogram: host, inlined, .. } = self.around.last()?;
        let address = match statics::storage(self.data, self.unit, self.get(Slot::Location)) {
            Ok(Storage::Address(address)) => Some(address),
            Ok(Storage::Thread) => None,
            Ok(Storage::Automatic) => return None,
            Err(error) => {
                self.notice(die, &format!("location cannot be read ({error})"));
                return None;
            }
        };
        let row = StaticDie {
            die,
            host,
            inlined,
            origin: self.reference(die, self.origin()),
            name: self.string(die, self.get(Slot::Name)),
            place: statics::known_place(self.place(self.attributes.decl())),
            address,
        };
        self.rows.statics.push(row);
        None
    }

    /// Forgets enclosing DIEs that ended before this depth, where `offset` stands.
    fn leave(&mut self, depth: i64, offset: usize) {
        while let Some(around) = self.around.pop_if(|around| around.depth >= depth) {
            if around.inlined.is_none() {
                let end = self.global(offset);
                self.packed.set_end(self.rows.offset, around.subprogram, end);
            }
        }
    }

    fn ranges(&mut self, die: u64, low: Option<u64>) -> (u32, u32) {
        let none = (self.ranges.ranges.len() as u32, self.ranges.ranges.len() as u32);
        let result = match (self.get(Slot::Ranges), low, self.get(Slot::HighPc)) {
            (Some(list), _, _) => self.ranges.add_list(self.data, self.unit, list),
            (None, Some(low), Some(high)) => self.ranges.add_pair(self.data, self.unit, low, high),
            (None, _, _) => Ok(none),
        };
        result.unwrap_or_else(|problem| {
            self.notice(die, &problem);
            none
        })
    }

    fn address(&mut self, die: u64, value: Option<Value<'d>>) -> Option<u64> {
        match self.unit.address(self.data, value?) {
            Ok(address) => address,
            Err(error) => {
                self.notice(die, &format!("address cannot be read ({error})"));
                None
            }
        }
    }

    /// `DW_AT_entry_pc`: an address, or an offset from where the DIE's code begins
    /// (DWARF 5, 2.18).
    fn entry(
        &mut self,
        die: u64,
        value: Option<Value<'d>>,
        low: Option<u64>,
        ranges: (u32, u32),
    ) -> Option<u64> {
        let Some(offset) = value.and_then(Value::constant) else {
            return self.address(die, value);
        };
        let ranges = &self.ranges.ranges[ranges.0 as usize..ranges.1 as usize];
        low.or(ranges.first().map(|range| range.begin.0))?.checked_add(offset)
    }

    fn string(&mut self, die: u64, value: Option<Value<'d>>) -> Option<Name<'d>> {
        match self.unit.text(self.data, value?) {
            Ok(name) => Some(name),
            Err(error) => {
                self.notice(die, &format!("name cannot be read ({error})"));
                None
            }
        }
    }

    fn reference(&mut self, die: u64, value: Option<Value<'d>>) -> Option<u64> {
        let target = self.unit.reference(value);
        if value.is_some() && target.is_none() {
            self.notice(die, "reference leads into another file (dwz -m), which is not read");
        }
        target
    }

    fn place(&mut self, read: PlaceAttributes) -> DeclPlace {
        let path = |file| self.files.path(self.data, self.unit, self.paths, file);
        DeclPlace {
            file: read.file.and_then(path),
            line: u32::try_from(read.line).unwrap_or(0),
            column: u32::try_from(read.column).unwrap_or(0),
        }
    }

    fn is_foreign(&self, origin: Option<u64>) -> bool {
        origin.is_some_and(|origin| origin < self.unit.offset || origin >= self.unit.end())
    }

    fn global(&self, offset: usize) -> u64 {
        self.unit.offset + offset as u64
    }

    #[cold]
    fn notice(&mut self, die: u64, text: &str) {
        if self.rows.notices.len() < NOTICES {
            let place = place(self.rows.offset, &self.rows.name);
            self.rows.notices.push(Notice::incomplete(place, format!("DIE at {die:#x}: {text}")));
        }
    }
}
