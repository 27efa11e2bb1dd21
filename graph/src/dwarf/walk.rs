//! The walk over the DIEs of a unit: depth first, without recursion, attributes
//! decoded for four kinds of DIE only.

use gimli::{Abbreviation, AttributeValue, Dwarf, EntriesRaw, Unit, UnitOffset, constants as dw};

use super::Reader;
use super::attribute::{Attributes, PlaceAttributes, reference};
use super::file::FileTable;
use super::name::Name;
use super::range::RangeTable;
use super::row::{CallSite, DeclPlace, InlinedDie, StaticDie, Subprogram, UnitRows};
use super::statics::{self, Storage};
use super::unit::place;
use crate::notice::Notice;

/// Notices kept of one unit; a damaged unit would else yield one for every DIE.
const NOTICES: usize = 8;

pub(super) struct Walk<'w, 'd> {
    dwarf: &'w Dwarf<Reader<'d>>,
    unit: &'w Unit<Reader<'d>>,
    files: FileTable,
    ranges: RangeTable,
    rows: UnitRows<'d>,
    /// The subprograms and inlined instances around the DIE, outermost first.
    around: Vec<Around>,
}

/// An enclosing DIE.
struct Around {
    depth: isize,
    subprogram: u32,
    inlined: Option<u32>,
}

impl<'w, 'd> Walk<'w, 'd> {
    pub(super) fn new(
        dwarf: &'w Dwarf<Reader<'d>>,
        unit: &'w Unit<Reader<'d>>,
        files: FileTable,
        rows: UnitRows<'d>,
    ) -> Self {
        Self { dwarf, unit, files, ranges: RangeTable::default(), rows, around: Vec::new() }
    }

    /// Walks to the end of the unit.
    pub(super) fn run(&mut self) -> gimli::Result<()> {
        let unit = self.unit;
        let mut entries = unit.entries_raw(None)?;
        while !entries.is_empty() {
            let (offset, depth) = (entries.next_offset(), entries.next_depth());
            let Some(abbreviation) = entries.read_abbreviation()? else { continue };
            self.rows.counts.dies += u64::from(depth > 0);
            self.leave(depth, offset);
            match abbreviation.tag() {
                dw::DW_TAG_subprogram => {
                    self.subprogram(&mut entries, abbreviation, offset, depth)?;
                }
                dw::DW_TAG_inlined_subroutine => {
                    self.inlined(&mut entries, abbreviation, offset, depth)?;
                }
                dw::DW_TAG_call_site | dw::DW_TAG_GNU_call_site => {
                    self.call_site(&mut entries, abbreviation, offset)?;
                }
                dw::DW_TAG_variable
                    if !self.around.is_empty() && statics::may_be_static(abbreviation) =>
                {
                    self.variable(&mut entries, abbreviation, offset)?;
                }
                _ => entries.skip_attributes(abbreviation.attributes())?,
            }
        }
        self.leave(0, entries.next_offset());
        Ok(())
    }

    /// The rows gathered so far.
    pub(super) fn finish(mut self) -> (UnitRows<'d>, Vec<String>) {
        self.rows.ranges = self.ranges.ranges;
        let concrete = !self.rows.packed.bodies.is_empty();
        self.rows.counts.units_without_code = u64::from(!concrete);
        (self.rows, self.files.paths)
    }

    fn subprogram(
        &mut self,
        entries: &mut EntriesRaw<'_, Reader<'d>>,
        abbreviation: &Abbreviation,
        offset: UnitOffset,
        depth: isize,
    ) -> gimli::Result<()> {
        let read = Attributes::read(entries, abbreviation)?;
        let die = self.global(offset);
        let low = self.address(die, read.low_pc);
        let ranges = self.ranges(die, &read, low);
        let row = Subprogram {
            die,
            end: self.global(entries.next_offset()),
            name: self.string(die, read.name),
            linkage_name: self.string(die, read.linkage_name),
            place: self.place(read.decl),
            origin: self.reference(die, read.abstract_origin.or(read.specification)),
            specified: read.abstract_origin.is_none() && read.specification.is_some(),
            entry: self.entry(die, read.entry_pc, low, ranges).or(low),
            ranges,
            has_pc: low.is_some() || read.ranges.is_some() || read.entry_pc.is_some(),
            external: read.external,
            declaration: read.declaration,
            nocall: read.nocall,
        };
        self.rows.counts.subprograms += 1;
        if row.has_pc {
            self.rows.counts.subprograms_with_pc += 1;
            self.rows.counts.subprograms_cross_unit += u64::from(self.is_foreign(row.origin));
        }
        let subprogram = self.rows.packed.push_subprogram(self.rows.offset, &row);
        if abbreviation.has_children() {
            self.around.push(Around { depth, subprogram, inlined: None });
        }
        Ok(())
    }

    fn inlined(
        &mut self,
        entries: &mut EntriesRaw<'_, Reader<'d>>,
        abbreviation: &Abbreviation,
        offset: UnitOffset,
        depth: isize,
    ) -> gimli::Result<()> {
        let read = Attributes::read(entries, abbreviation)?;
        self.rows.counts.inlined_subroutines += 1;
        let die = self.global(offset);
        let origin = self.reference(die, read.abstract_origin);
        self.rows.counts.inlined_cross_unit += u64::from(self.is_foreign(origin));
        let low = self.address(die, read.low_pc);
        let ranges = self.ranges(die, &read, low);
        let covered = &self.ranges.ranges[ranges.0 as usize..ranges.1 as usize];
        self.rows.counts.inlined_with_ranges += u64::from(read.ranges.is_some());
        self.rows.counts.inlined_with_code +=
            u64::from(covered.iter().any(|range| !range.is_empty()));
        let Some(&Around { subprogram: host, inlined: parent, .. }) = self.around.last() else {
            self.notice(die, "DW_TAG_inlined_subroutine stands in no subprogram");
            return Ok(());
        };
        let call_place = self.place(read.call);
        let row = InlinedDie { die, origin, parent, host, call_place, ranges };
        let index = self.rows.packed.push_inlined(self.rows.offset, &row);
        if abbreviation.has_children() {
            self.around.push(Around { depth, subprogram: host, inlined: Some(index) });
        }
        Ok(())
    }

    fn call_site(
        &mut self,
        entries: &mut EntriesRaw<'_, Reader<'d>>,
        abbreviation: &Abbreviation,
        offset: UnitOffset,
    ) -> gimli::Result<()> {
        let read = Attributes::read(entries, abbreviation)?;
        self.rows.counts.call_sites += 1;
        let die = self.global(offset);
        // The GNU form calls them DW_AT_low_pc and DW_AT_abstract_origin.
        let row = CallSite {
            die,
            return_pc: self.address(die, read.return_pc.or(read.low_pc)),
            call_pc: self.address(die, read.call_pc),
            origin: self.reference(die, read.call_origin.or(read.abstract_origin)),
        };
        self.rows.packed.push_call_site(self.rows.offset, &row);
        Ok(())
    }

    fn variable(
        &mut self,
        entries: &mut EntriesRaw<'_, Reader<'d>>,
        abbreviation: &Abbreviation,
        offset: UnitOffset,
    ) -> gimli::Result<()> {
        let read = Attributes::read(entries, abbreviation)?;
        let Some(&Around { subprogram: host, inlined, .. }) = self.around.last() else {
            return Ok(());
        };
        let die = self.global(offset);
        let address = match statics::storage(self.dwarf, self.unit, read.location) {
            Ok(Storage::Address(address)) => Some(address),
            Ok(Storage::Thread) => None,
            Ok(Storage::Automatic) => return Ok(()),
            Err(error) => {
                self.notice(die, &format!("location cannot be read ({error})"));
                return Ok(());
            }
        };
        let row = StaticDie {
            die,
            host,
            inlined,
            origin: self.reference(die, read.abstract_origin.or(read.specification)),
            name: self.string(die, read.name),
            place: Some(self.place(read.decl)),
            address,
        };
        self.rows.statics.push(row);
        Ok(())
    }

    /// Forgets enclosing DIEs that ended before this depth, where `offset` stands.
    fn leave(&mut self, depth: isize, offset: UnitOffset) {
        while let Some(around) = self.around.pop_if(|around| around.depth >= depth) {
            if around.inlined.is_none() {
                let end = self.global(offset);
                self.rows.packed.set_end(self.rows.offset, around.subprogram, end);
            }
        }
    }

    fn ranges(&mut self, die: u64, read: &Attributes<'d>, low: Option<u64>) -> (u32, u32) {
        let none = (self.ranges.ranges.len() as u32, self.ranges.ranges.len() as u32);
        let result = match (&read.ranges, low, &read.high_pc) {
            (Some(list), _, _) => self.ranges.add_list(self.dwarf, self.unit, *list),
            (None, Some(low), Some(high)) => self.ranges.add_pair(self.dwarf, self.unit, low, high),
            (None, _, _) => Ok(none),
        };
        result.unwrap_or_else(|problem| {
            self.notice(die, &problem);
            none
        })
    }

    fn address(&mut self, die: u64, value: Option<AttributeValue<Reader<'d>>>) -> Option<u64> {
        let value = value?;
        match self.dwarf.attr_address(self.unit, value) {
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
        value: Option<AttributeValue<Reader<'d>>>,
        low: Option<u64>,
        ranges: (u32, u32),
    ) -> Option<u64> {
        let Some(offset) = value.and_then(|value| value.udata_value()) else {
            return self.address(die, value);
        };
        let ranges = &self.ranges.ranges[ranges.0 as usize..ranges.1 as usize];
        low.or(ranges.first().map(|range| range.begin.0))?.checked_add(offset)
    }

    fn string(&mut self, die: u64, value: Option<AttributeValue<Reader<'d>>>) -> Option<Name<'d>> {
        match self.dwarf.attr_string(self.unit, value?) {
            Ok(text) => Some(match value? {
                AttributeValue::DebugStrRef(offset) if u32::try_from(offset.0).is_ok() => {
                    Name::shared(self.rows.packed.strings, offset.0 as u32)
                }
                _ => Name::own(text.slice()),
            }),
            Err(error) => {
                self.notice(die, &format!("name cannot be read ({error})"));
                None
            }
        }
    }

    fn reference(&mut self, die: u64, value: Option<AttributeValue<Reader<'d>>>) -> Option<u64> {
        let target = reference(&self.unit.header, value);
        if value.is_some() && target.is_none() {
            self.notice(die, "reference leads into another file (dwz -m), which is not read");
        }
        target
    }

    fn place(&mut self, read: PlaceAttributes) -> DeclPlace {
        DeclPlace {
            file: read.file.and_then(|file| self.files.index(self.dwarf, self.unit, file)),
            line: u32::try_from(read.line).unwrap_or(0),
            column: u32::try_from(read.column).unwrap_or(0),
        }
    }

    fn is_foreign(&self, origin: Option<u64>) -> bool {
        let unit = self.rows.offset;
        let end = unit + self.unit.header.length_including_self() as u64;
        origin.is_some_and(|origin| origin < unit || origin >= end)
    }

    fn global(&self, offset: UnitOffset) -> u64 {
        self.rows.offset + offset.0 as u64
    }

    fn notice(&mut self, die: u64, text: &str) {
        if self.rows.notices.len() < NOTICES {
            let place = place(self.rows.offset, &self.rows.name);
            self.rows.notices.push(Notice::incomplete(place, format!("DIE at {die:#x}: {text}")));
        }
    }
}
