//! Rows to fewer bytes, and back. A reference into the same unit and a name in `.debug_str`
//! take four bytes; what does not fit these stands in a table of its own.

use super::name::Name;
use super::row::{CallSite, DeclPlace, InlinedDie, Packed, Subprogram, UnitRows};

/// Nothing: no offset, index or file number comes as far.
const NONE: u32 = u32::MAX;
/// Nothing: no code lies at the last address.
const NO_ADDRESS: u64 = u64::MAX;
/// Set where the rest of the number is an index into `far` or `names`.
const AWAY: u32 = 1 << 31;

#[derive(Clone, Copy)]
pub(super) struct PackedSubprogram {
    /// Offsets in the unit.
    pub(super) die: u32,
    end: u32,
    name: u32,
    linkage_name: u32,
    pub(super) place: PackedPlace,
    origin: u32,
    /// Index into `bodies`.
    body: u32,
    flags: Flags,
}

/// Where a subprogram's code lies.
#[derive(Clone, Copy)]
pub(super) struct Body {
    entry: u64,
    ranges: (u32, u32),
}

#[derive(Clone, Copy)]
pub(super) struct PackedInlined {
    die: u32,
    origin: u32,
    parent: u32,
    host: u32,
    pub(super) place: PackedPlace,
    ranges: (u32, u32),
}

#[derive(Clone, Copy)]
pub(super) struct PackedSite {
    return_pc: u64,
    call_pc: u64,
    pub(super) die: u32,
    origin: u32,
}

#[derive(Clone, Copy)]
pub(super) struct PackedPlace {
    file: u32,
    line: u32,
    column: u32,
}

#[derive(Clone, Copy)]
struct Flags {
    specified: bool,
    external: bool,
    declaration: bool,
    nocall: bool,
}

impl PackedPlace {
    /// Gives the file its number among the paths of all units.
    pub(super) fn renumber(&mut self, global: &[u32]) {
        if self.file != NONE {
            self.file = global[self.file as usize];
        }
    }
}

impl<'d> Packed<'d> {
    /// Makes room for the next unit.
    pub(super) fn clear(&mut self) {
        self.subprograms.clear();
        self.bodies.clear();
        self.inlined.clear();
        self.call_sites.clear();
        self.far.clear();
        self.names.clear();
    }

    /// The rows, in no more memory than they need.
    pub(super) fn fitted(&self) -> Self {
        Self {
            subprograms: self.subprograms.as_slice().to_vec(),
            bodies: self.bodies.as_slice().to_vec(),
            inlined: self.inlined.as_slice().to_vec(),
            call_sites: self.call_sites.as_slice().to_vec(),
            far: self.far.as_slice().to_vec(),
            names: self.names.as_slice().to_vec(),
            strings: self.strings,
        }
    }

    /// Adds a subprogram of the unit at `base`; its number.
    pub(super) fn push_subprogram(&mut self, base: u64, row: &Subprogram<'d>) -> u32 {
        let body = if row.has_pc {
            self.bodies.push(Body { entry: row.entry.unwrap_or(NO_ADDRESS), ranges: row.ranges });
            self.bodies.len() as u32 - 1
        } else {
            NONE
        };
        let row = PackedSubprogram {
            die: within(base, row.die),
            end: within(base, row.end),
            name: self.name(row.name),
            linkage_name: self.name(row.linkage_name),
            place: place(row.place),
            origin: self.reference(base, row.origin),
            body,
            flags: Flags {
                specified: row.specified,
                external: row.external,
                declaration: row.declaration,
                nocall: row.nocall,
            },
        };
        self.subprograms.push(row);
        self.subprograms.len() as u32 - 1
    }

    /// Says where a subprogram ends.
    pub(super) fn set_end(&mut self, base: u64, subprogram: u32, end: u64) {
        self.subprograms[subprogram as usize].end = within(base, end);
    }

    pub(super) fn push_inlined(&mut self, base: u64, row: &InlinedDie) -> u32 {
        let row = PackedInlined {
            die: within(base, row.die),
            origin: self.reference(base, row.origin),
            parent: row.parent.unwrap_or(NONE),
            host: row.host,
            place: place(row.call_place),
            ranges: row.ranges,
        };
        self.inlined.push(row);
        self.inlined.len() as u32 - 1
    }

    pub(super) fn push_call_site(&mut self, base: u64, row: &CallSite) {
        let row = PackedSite {
            return_pc: row.return_pc.unwrap_or(NO_ADDRESS),
            call_pc: row.call_pc.unwrap_or(NO_ADDRESS),
            die: within(base, row.die),
            origin: self.reference(base, row.origin),
        };
        self.call_sites.push(row);
    }

    fn name(&mut self, name: Option<Name<'d>>) -> u32 {
        let Some(name) = name else { return NONE };
        match name.offset() {
            Some(offset) if offset < AWAY => offset,
            _ => {
                self.names.push(name);
                AWAY | (self.names.len() as u32 - 1)
            }
        }
    }

    fn reference(&mut self, base: u64, target: Option<u64>) -> u32 {
        let Some(target) = target else { return NONE };
        match target.checked_sub(base) {
            Some(within) if within < u64::from(AWAY) => within as u32,
            _ => {
                self.far.push(target);
                AWAY | (self.far.len() as u32 - 1)
            }
        }
    }

    fn name_of(&self, packed: u32) -> Option<Name<'d>> {
        match packed {
            NONE => None,
            offset if offset < AWAY => Some(Name::shared(self.strings, offset)),
            index => Some(self.names[(index & !AWAY) as usize]),
        }
    }

    fn target_of(&self, base: u64, packed: u32) -> Option<u64> {
        match packed {
            NONE => None,
            within if within < AWAY => Some(base + u64::from(within)),
            index => Some(self.far[(index & !AWAY) as usize]),
        }
    }
}

#[inline]
pub(super) fn subprogram<'d>(unit: &UnitRows<'d>, row: &PackedSubprogram) -> Subprogram<'d> {
    let packed = &unit.packed;
    let body = packed.bodies.get(row.body as usize);
    Subprogram {
        die: unit.offset + u64::from(row.die),
        end: unit.offset + u64::from(row.end),
        name: packed.name_of(row.name),
        linkage_name: packed.name_of(row.linkage_name),
        place: place_of(row.place),
        origin: packed.target_of(unit.offset, row.origin),
        specified: row.flags.specified,
        entry: body.and_then(|body| address_of(body.entry)),
        ranges: body.map_or((0, 0), |body| body.ranges),
        has_pc: body.is_some(),
        external: row.flags.external,
        declaration: row.flags.declaration,
        nocall: row.flags.nocall,
    }
}

#[inline]
pub(super) fn inlined(unit: &UnitRows<'_>, row: &PackedInlined) -> InlinedDie {
    InlinedDie {
        die: unit.offset + u64::from(row.die),
        origin: unit.packed.target_of(unit.offset, row.origin),
        parent: (row.parent != NONE).then_some(row.parent),
        host: row.host,
        call_place: place_of(row.place),
        ranges: row.ranges,
    }
}

#[inline]
pub(super) fn call_site(unit: &UnitRows<'_>, row: &PackedSite) -> CallSite {
    CallSite {
        die: unit.offset + u64::from(row.die),
        return_pc: address_of(row.return_pc),
        call_pc: address_of(row.call_pc),
        origin: unit.packed.target_of(unit.offset, row.origin),
    }
}

fn within(base: u64, die: u64) -> u32 {
    // Units of 4 GiB are turned away before they are walked.
    (die - base) as u32
}

fn place(place: DeclPlace) -> PackedPlace {
    PackedPlace { file: place.file.unwrap_or(NONE), line: place.line, column: place.column }
}

fn place_of(place: PackedPlace) -> DeclPlace {
    let file = (place.file != NONE).then_some(place.file);
    DeclPlace { file, line: place.line, column: place.column }
}

fn address_of(packed: u64) -> Option<u64> {
    (packed != NO_ADDRESS).then_some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(offset: u64) -> UnitRows<'static> {
        let mut unit = super::super::unit::empty(offset);
        unit.packed.strings = b"ab\0cd\0";
        unit
    }

    #[test]
    fn subprograms_come_back_as_they_were() {
        let row = Subprogram {
            die: 0x1_0000_0020,
            end: 0x1_0000_0040,
            name: Some(Name::shared(b"ab\0cd\0", 3)),
            linkage_name: Some(Name::own(b"own\0")),
            place: DeclPlace { file: Some(7), line: 8, column: 9 },
            origin: Some(0x1_0000_0010),
            specified: true,
            entry: Some(0),
            ranges: (1, 2),
            has_pc: true,
            external: true,
            declaration: false,
            nocall: true,
        };
        let bare = Subprogram { has_pc: false, entry: None, ranges: (0, 0), ..row };
        let far = |origin| Subprogram { origin, name: None, ..row };
        let rows = [row, bare, far(Some(0x10)), far(Some(u64::MAX)), far(Some(0)), far(None)];
        let mut unit = unit(0x1_0000_0000);
        for row in &rows {
            unit.packed.push_subprogram(unit.offset, row);
        }
        assert_eq!(unit.subprograms().collect::<Vec<_>>(), rows);
        assert_eq!(unit.subprogram(0).name.map(Name::bytes), Some(&b"cd"[..]));
        assert_eq!(unit.subprogram(0).linkage_name.map(Name::bytes), Some(&b"own"[..]));
    }

    #[test]
    fn instances_and_sites_come_back_as_they_were() {
        let mut unit = unit(64);
        let copy = InlinedDie {
            die: 70,
            origin: Some(3),
            parent: None,
            host: 0,
            call_place: DeclPlace { file: None, line: u32::MAX, column: 0 },
            ranges: (5, 5),
        };
        let inner = InlinedDie { die: 71, parent: Some(0), origin: Some(u64::from(AWAY)), ..copy };
        let site = CallSite { die: 90, return_pc: Some(1), call_pc: None, origin: Some(66) };
        for row in [copy, inner] {
            unit.packed.push_inlined(unit.offset, &row);
        }
        unit.packed.push_call_site(unit.offset, &site);
        assert_eq!(unit.inlined_dies().collect::<Vec<_>>(), [copy, inner]);
        assert_eq!(unit.call_site_at(90), Some(site));
        assert_eq!(unit.call_site_at(89), None);
    }
}
