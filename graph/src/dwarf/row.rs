//! The rows that a walk over a unit yields, packed: DIEs by their offset in the unit, names by
//! their offset in `.debug_str`.

use super::counts::Counts;
use super::name::Name;
use super::open_unit::OpenUnit;
use super::pack::{self, Body, PackedInlined, PackedSite, PackedSubprogram};
use crate::id::AddrRange;
use crate::notice::Notice;

/// Everything taken from one unit.
pub(crate) struct UnitRows<'d> {
    /// Offset of the unit header in `.debug_info`.
    pub(crate) offset: u64,
    pub(crate) name: String,
    pub(crate) producer: &'d [u8],
    pub(crate) version: u16,
    pub(crate) statics: Vec<StaticDie<'d>>,
    /// Ranges of subprograms and inlined instances, by slice.
    pub(crate) ranges: Vec<AddrRange>,
    pub(crate) counts: Counts,
    pub(crate) notices: Vec<Notice>,
    pub(super) packed: Packed<'d>,
    /// For who reads more of it later; or why it could not be opened.
    pub(super) opened: gimli::Result<OpenUnit<'d>>,
}

/// The rows of which there are many.
#[derive(Default)]
pub(super) struct Packed<'d> {
    pub(super) subprograms: Vec<PackedSubprogram>,
    /// Addresses of the subprograms that have some.
    pub(super) bodies: Vec<Body>,
    pub(super) inlined: Vec<PackedInlined>,
    pub(super) call_sites: Vec<PackedSite>,
    /// References out of the unit.
    pub(super) far: Vec<u64>,
    /// Names that are not in `.debug_str`, or far behind its begin.
    pub(super) names: Vec<Name<'d>>,
    /// `.debug_str`.
    pub(super) strings: &'d [u8],
}

/// `DW_AT_decl_*` or `DW_AT_call_*`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeclPlace {
    /// Index into the paths of all units.
    pub(crate) file: Option<u32>,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A `DW_TAG_subprogram`: declaration, abstract or concrete instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subprogram<'d> {
    /// Offset in `.debug_info`.
    pub(crate) die: u64,
    /// Offset behind the last DIE below it.
    pub(crate) end: u64,
    pub(crate) name: Option<Name<'d>>,
    pub(crate) linkage_name: Option<Name<'d>>,
    pub(crate) place: DeclPlace,
    /// `DW_AT_abstract_origin`, else `DW_AT_specification`: offset in `.debug_info`.
    pub(crate) origin: Option<u64>,
    /// True if `origin` is a `DW_AT_specification`: this row defines what that one declares.
    pub(crate) specified: bool,
    /// `DW_AT_entry_pc`, else `DW_AT_low_pc`.
    pub(crate) entry: Option<u64>,
    pub(crate) ranges: (u32, u32),
    pub(crate) has_pc: bool,
    pub(crate) external: bool,
    pub(crate) declaration: bool,
    /// `DW_AT_calling_convention` is `DW_CC_nocall`.
    pub(crate) nocall: bool,
}

/// A `DW_TAG_inlined_subroutine` in a concrete instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InlinedDie {
    /// Offset in `.debug_info`.
    pub(crate) die: u64,
    /// `DW_AT_abstract_origin`: offset in `.debug_info`.
    pub(crate) origin: Option<u64>,
    /// Index of the enclosing row among the unit's inlined instances.
    pub(crate) parent: Option<u32>,
    /// Index of the enclosing row among the unit's subprograms.
    pub(crate) host: u32,
    pub(crate) call_place: DeclPlace,
    pub(crate) ranges: (u32, u32),
}

/// A `DW_TAG_call_site` or `DW_TAG_GNU_call_site`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallSite {
    /// Offset in `.debug_info`.
    pub(crate) die: u64,
    /// `DW_AT_call_return_pc`; for the GNU form `DW_AT_low_pc`.
    pub(crate) return_pc: Option<u64>,
    /// `DW_AT_call_pc`: address of the instruction (clang writes it for tail calls).
    pub(crate) call_pc: Option<u64>,
    /// `DW_AT_call_origin`: offset in `.debug_info`.
    pub(crate) origin: Option<u64>,
}

/// A `DW_TAG_variable` with static storage, inside a subprogram.
#[derive(Clone, Debug)]
pub(crate) struct StaticDie<'d> {
    /// Offset in `.debug_info`.
    pub(crate) die: u64,
    /// Index of the enclosing row among the unit's subprograms.
    pub(crate) host: u32,
    /// Index of the enclosing row among the unit's inlined instances, if there is one.
    pub(crate) inlined: Option<u32>,
    /// `DW_AT_abstract_origin`, else `DW_AT_specification`: offset in `.debug_info`.
    pub(crate) origin: Option<u64>,
    /// `DW_AT_name`, its own or that of an origin.
    pub(crate) name: Option<Name<'d>>,
    /// Where it is declared, by itself or an origin.
    pub(crate) place: Option<DeclPlace>,
    /// `None` if each thread has one of its own.
    pub(crate) address: Option<u64>,
}

impl<'d> UnitRows<'d> {
    /// The name at an offset in `.debug_str`.
    pub(crate) fn name_at(&self, offset: u32) -> Name<'d> {
        Name::shared(self.packed.strings, offset)
    }

    /// How many subprograms there are. Rows stand in the order of their DIEs.
    pub(crate) fn subprogram_count(&self) -> usize {
        self.packed.subprograms.len()
    }

    pub(crate) fn subprogram(&self, index: u32) -> Subprogram<'d> {
        pack::subprogram(self, &self.packed.subprograms[index as usize])
    }

    pub(crate) fn subprograms(&self) -> impl ExactSizeIterator<Item = Subprogram<'d>> + '_ {
        self.packed.subprograms.iter().map(|row| pack::subprogram(self, row))
    }

    /// How many subprograms begin at or before a `.debug_info` offset.
    pub(crate) fn subprograms_through(&self, die: u64) -> u32 {
        let Some(within) = die.checked_sub(self.offset) else { return 0 };
        let rows = &self.packed.subprograms;
        rows.partition_point(|row| u64::from(row.die) <= within) as u32
    }

    /// The subprogram at a `.debug_info` offset.
    pub(crate) fn subprogram_at(&self, die: u64) -> Option<u32> {
        let within = u32::try_from(die.checked_sub(self.offset)?).ok()?;
        let found = self.packed.subprograms.binary_search_by_key(&within, |row| row.die);
        found.ok().map(|index| index as u32)
    }

    pub(crate) fn inlined_count(&self) -> usize {
        self.packed.inlined.len()
    }

    pub(crate) fn inlined(&self, index: u32) -> InlinedDie {
        pack::inlined(self, &self.packed.inlined[index as usize])
    }

    pub(crate) fn inlined_dies(&self) -> impl ExactSizeIterator<Item = InlinedDie> + '_ {
        self.packed.inlined.iter().map(|row| pack::inlined(self, row))
    }

    pub(crate) fn call_sites(&self) -> impl ExactSizeIterator<Item = CallSite> + '_ {
        self.packed.call_sites.iter().map(|row| pack::call_site(self, row))
    }

    /// The call site at a `.debug_info` offset.
    pub(crate) fn call_site_at(&self, die: u64) -> Option<CallSite> {
        let within = u32::try_from(die.checked_sub(self.offset)?).ok()?;
        let rows = &self.packed.call_sites;
        let index = rows.binary_search_by_key(&within, |row| row.die).ok()?;
        Some(pack::call_site(self, &rows[index]))
    }

    /// Gives files their numbers among the paths of all units.
    pub(super) fn renumber_files(&mut self, global: &[u32]) {
        let Packed { subprograms, inlined, .. } = &mut self.packed;
        subprograms.iter_mut().for_each(|row| row.place.renumber(global));
        inlined.iter_mut().for_each(|row| row.place.renumber(global));
        for place in self.statics.iter_mut().filter_map(|row| row.place.as_mut()) {
            place.file = place.file.map(|file| global[file as usize]);
        }
    }
}
