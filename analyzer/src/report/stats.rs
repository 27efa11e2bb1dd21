//! The answer to "what was read?".

use serde::Serialize;

use super::distribution::Distribution;
use super::row::{NoticeRow, ObjectRow};

/// What was read, object by object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatsReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// In the order given.
    pub objects: Vec<ObjectStats>,
    /// What could not be read or was odd.
    pub notices: Vec<NoticeRow>,
}

/// One object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectStats {
    /// The object.
    #[serde(flatten)]
    pub object: ObjectRow,
    /// `e_machine`.
    pub machine: String,
    /// `executable`, `dynamic` or `relocatable`.
    pub elf_kind: &'static str,
    /// The separate debug file, if one was used.
    pub debug_file: Option<String>,
    /// True if direct calls are decoded for this machine.
    pub calls_decoded: bool,
    /// Units.
    pub units: u64,
    /// Units by compiler and DWARF version, the most frequent first.
    pub compilers: Vec<CountRow>,
    /// Units by DWARF version, sorted.
    pub dwarf_versions: Vec<CountRow>,
    /// DIEs read, by kind.
    pub dies: DieCounts,
    /// Source functions.
    pub functions: u64,
    /// Out-of-line instances.
    pub instances: InstanceCounts,
    /// Inlined instances.
    pub inlined: u64,
    /// Those that cover at least one byte.
    pub inlined_with_code: u64,
    /// Pairs of source function and instance that holds a copy of it.
    pub inlined_pairs: u64,
    /// Copies that only compiler records tell of.
    pub recorded_copies: u64,
    /// Compiler records that were read.
    pub record_files: Vec<String>,
    /// Calls by kind and evidence, sorted.
    pub calls: Vec<CallCount>,
    /// Whose bytes the executable sections hold.
    pub coverage: CoverageRow,
    /// Where it was asked for: over all functions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
}

/// How often something occurs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CountRow {
    /// What.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// DIEs by kind, as a walk over every DIE counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DieCounts {
    /// All DIEs.
    pub all: u64,
    /// `DW_TAG_subprogram`.
    pub subprograms: u64,
    /// Those with code.
    pub subprograms_with_pc: u64,
    /// Those with code whose origin lies in another unit.
    pub subprograms_cross_unit: u64,
    /// `DW_TAG_inlined_subroutine`.
    pub inlined_subroutines: u64,
    /// Those that cover at least one byte.
    pub inlined_with_ranges: u64,
    /// Those whose origin lies in another unit.
    pub inlined_cross_unit: u64,
    /// `DW_TAG_call_site` and `DW_TAG_GNU_call_site`.
    pub call_sites: u64,
    /// Units whose DIEs could not be read to the end.
    pub unreadable_units: u64,
    /// Units without any concrete code.
    pub units_without_code: u64,
}

/// Out-of-line instances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstanceCounts {
    /// All of them.
    pub all: u64,
    /// By kind, sorted by name.
    pub kinds: Vec<CountRow>,
    /// Those no DIE describes: what is inlined there is unknown.
    pub without_dwarf: u64,
    /// Those with a `.cold` part.
    pub with_cold: u64,
    /// Those whose body several source functions share.
    pub folded: u64,
    /// Those whose signature changed without a sign in the name.
    pub nocall: u64,
    /// Clones by suffix, numbers and hashes left out, sorted by name.
    pub clones: Vec<CountRow>,
}

/// Calls of one kind, seen by the same readers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CallCount {
    /// `call`, `jmp`, `jcc` or `indirect`, with `+plt` and `+mid`.
    pub kind: &'static str,
    /// `insn`, `reloc`, `callsite`, joined by `,`.
    pub evidence: &'static str,
    /// How many.
    pub count: u64,
}

/// Bytes of the executable sections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageRow {
    /// All bytes.
    pub total: u64,
    /// Functions that DWARF describes.
    pub described: u64,
    /// Code that only a symbol names.
    pub symbol_only: u64,
    /// Procedure linkage tables.
    pub linkage: u64,
    /// Fill between functions.
    pub padding: u64,
    /// Neither named nor fill.
    pub unknown: u64,
    /// Where the unknown bytes are: first address and length, sorted.
    pub unknown_ranges: Vec<(String, u64)>,
}
