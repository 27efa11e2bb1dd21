//! Numbers of DIEs, by kind.

/// Number of DIEs read, by kind; the same as a walk over every DIE would count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All DIEs below the unit DIEs.
    pub dies: u64,
    /// `DW_TAG_subprogram`.
    pub subprograms: u64,
    /// Those with `DW_AT_low_pc`, `DW_AT_ranges` or `DW_AT_entry_pc`.
    pub subprograms_with_pc: u64,
    /// Those with pc whose origin lies in another unit.
    pub subprograms_cross_unit: u64,
    /// `DW_TAG_inlined_subroutine`.
    pub inlined_subroutines: u64,
    /// Those with `DW_AT_ranges`.
    pub inlined_with_ranges: u64,
    /// Those that cover at least one byte.
    pub inlined_with_code: u64,
    /// Those whose origin lies in another unit.
    pub inlined_cross_unit: u64,
    /// `DW_TAG_call_site` and `DW_TAG_GNU_call_site`.
    pub call_sites: u64,
    /// Units whose DIEs could not be read to the end.
    pub unreadable_units: u64,
    /// Units without any concrete code.
    pub units_without_code: u64,
}
