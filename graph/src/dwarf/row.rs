//! The rows that a walk over a unit yields.

use super::counts::Counts;
use crate::id::AddrRange;
use crate::notice::Notice;

/// Everything taken from one unit.
pub(crate) struct UnitRows<'d> {
    /// Offset of the unit header in `.debug_info`.
    pub(crate) offset: u64,
    pub(crate) name: String,
    pub(crate) producer: &'d [u8],
    /// `DW_AT_comp_dir`, normalised.
    pub(crate) compile_dir: String,
    pub(crate) version: u16,
    pub(crate) subprograms: Vec<Subprogram<'d>>,
    pub(crate) inlined: Vec<InlinedDie>,
    pub(crate) call_sites: Vec<CallSite>,
    pub(crate) statics: Vec<StaticDie<'d>>,
    /// Ranges of subprograms and inlined instances, by slice.
    pub(crate) ranges: Vec<AddrRange>,
    /// Paths that `DeclPlace::file` indexes, normalised.
    pub(crate) files: Vec<String>,
    pub(crate) counts: Counts,
    pub(crate) notices: Vec<Notice>,
}

/// `DW_AT_decl_*` or `DW_AT_call_*`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeclPlace {
    /// Index into the `files` of the unit that owns the attribute.
    pub(crate) file: Option<u32>,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A `DW_TAG_subprogram`: declaration, abstract or concrete instance.
#[derive(Clone, Debug)]
pub(crate) struct Subprogram<'d> {
    /// Offset in `.debug_info`.
    pub(crate) die: u64,
    /// Offset behind the last DIE below it.
    pub(crate) end: u64,
    pub(crate) name: Option<&'d [u8]>,
    pub(crate) linkage_name: Option<&'d [u8]>,
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
#[derive(Clone, Copy, Debug)]
pub(crate) struct InlinedDie {
    /// Offset in `.debug_info`.
    pub(crate) die: u64,
    /// `DW_AT_abstract_origin`: offset in `.debug_info`.
    pub(crate) origin: Option<u64>,
    /// Index of the enclosing row among the unit's `inlined`.
    pub(crate) parent: Option<u32>,
    /// Index of the enclosing row among the unit's `subprograms`.
    pub(crate) host: u32,
    pub(crate) call_place: DeclPlace,
    pub(crate) ranges: (u32, u32),
}

/// A `DW_TAG_call_site` or `DW_TAG_GNU_call_site`.
#[derive(Clone, Copy, Debug)]
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
    /// Index of the enclosing row among the unit's `subprograms`.
    pub(crate) host: u32,
    /// Index of the enclosing row among the unit's `inlined`, if there is one.
    pub(crate) inlined: Option<u32>,
    /// `DW_AT_abstract_origin`, else `DW_AT_specification`: offset in `.debug_info`.
    pub(crate) origin: Option<u64>,
    /// `DW_AT_name`, its own or that of an origin.
    pub(crate) name: Option<&'d [u8]>,
    /// Where it is declared, and the index of the unit whose file table that uses.
    pub(crate) place: Option<(u32, DeclPlace)>,
    /// `None` if each thread has one of its own.
    pub(crate) address: Option<u64>,
}
