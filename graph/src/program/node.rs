//! The nodes of the graph, source functions left aside: out-of-line instances, inlined
//! instances, and what they refer to (symbols, units).

use crate::id::{Addr, AddrRange, FuncId, InlinedId, InstanceId, StrId, SymbolId, UnitId};
use crate::image::Binding;

/// A source position of a declaration (`DW_AT_decl_file` and its companions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path, normalised: no `.` and `..`, absolute where the unit says so.
    pub file: StrId,
    /// Line, from 1; 0 where unknown.
    pub line: u32,
    /// Column, from 1; 0 where unknown.
    pub column: u32,
}

/// Emitted machine code with an entry.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    /// Entry address.
    pub(crate) entry: Addr,
    /// Code, hot part first: `.cold` pieces of the function are included.
    pub(crate) ranges: Vec<AddrRange>,
    /// Symbols at the entry, the one to name it by first. Empty where the
    /// symbol table has none.
    pub(crate) symbols: Vec<SymbolId>,
    /// `.cold` symbols of this function.
    pub(crate) cold_symbols: Vec<SymbolId>,
    /// The source functions whose body this is: one, or several if folded.
    pub(crate) functions: Vec<Origin>,
    /// What the code is.
    pub(crate) kind: InstanceKind,
    /// Whether source compiled anew could call it.
    pub(crate) abi: Abi,
}

/// How an instance came by a source function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The source function.
    pub function: FuncId,
    /// What says so.
    pub evidence: OriginEvidence,
}

impl Origin {
    /// True if a DIE says so, not only a symbol's name.
    pub fn is_described(&self) -> bool {
        matches!(self.evidence, OriginEvidence::Die { .. })
    }
}

/// What says that an instance is code of a source function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OriginEvidence {
    /// A concrete `DW_TAG_subprogram` at this `.debug_info` offset, of this unit.
    Die {
        /// Offset in `.debug_info`.
        offset: u64,
        /// The unit that holds the DIE.
        unit: UnitId,
        /// The unit of the DIE that this one was made from, if that is another unit: with
        /// GCC's `-flto` the one of the source file, whose switches hold for the function.
        early: Option<UnitId>,
    },
    /// Only the name of this symbol: the code has no DIE of its own (an alias
    /// made by identical code folding, assembly, a stripped unit).
    Symbol(SymbolId),
}

/// What a piece of code with an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceKind {
    /// A function: `STT_FUNC` symbol or concrete `DW_TAG_subprogram`.
    Function,
    /// Code named by an `STT_NOTYPE` symbol: hand-written assembly.
    Untyped,
    /// A compiler's or linker's trampoline: `__x86_indirect_thunk_*`,
    /// `__x86_return_thunk`, `__SCT__*`.
    Thunk,
    /// An entry of a procedure linkage table, named `NAME@plt`.
    Plt,
    /// The tracer's entry hook: `__fentry__`, `mcount`.
    Tracer,
}

impl InstanceKind {
    /// All kinds, in the order of their declaration.
    pub(crate) const ALL: [Self; 5] =
        [Self::Function, Self::Untyped, Self::Thunk, Self::Plt, Self::Tracer];
}

/// Whether an instance can be called by the signature its source declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Abi {
    /// As declared.
    Declared,
    /// Changed, and the symbol's suffix says so: `.isra.0`, `.constprop.0`, ...
    Suffix,
    /// Changed without a sign in the name: `DW_AT_calling_convention` is
    /// `DW_CC_nocall`.
    NoCall,
}

impl Abi {
    /// True if callers must not call it by its declared signature.
    pub fn is_changed(self) -> bool {
        self != Self::Declared
    }
}

/// A copy of a source function's body inside an out-of-line instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inlined {
    /// The instance that holds the copy.
    pub(crate) host: InstanceId,
    /// The source function that was copied.
    pub(crate) function: FuncId,
    /// The inlined instance around this one; `None` directly in the host.
    pub(crate) parent: Option<InlinedId>,
    /// `DW_AT_call_file` and `DW_AT_call_line`, where given.
    pub(crate) call_place: Option<Place>,
    /// `.debug_info` offset of the `DW_TAG_inlined_subroutine`.
    pub(crate) die: u64,
    /// The unit that holds that DIE.
    pub(crate) unit: UnitId,
    /// Addresses it covers: a slice of the program's range table. GCC writes
    /// inlined instances of which no instruction is left: no range, or empty ones.
    pub(crate) ranges: (u32, u32),
}

/// A copy that only the compiler's own record tells of: it left no DIE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordedCopy {
    /// The function whose body was copied.
    pub function: FuncId,
    /// The instance that holds the copy.
    pub host: InstanceId,
    /// The function into whose body it was copied first, if not the host's own.
    pub via: Option<FuncId>,
    /// Index into [`crate::Program::record_files`].
    pub record: u32,
}

/// An ELF symbol that names code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Symbol {
    /// `st_name`.
    pub(crate) name: StrId,
    /// Address it stands for.
    pub(crate) address: Addr,
    /// `st_size` in bytes.
    pub(crate) size: u64,
    /// `st_info` binding.
    pub(crate) binding: Binding,
    /// Name of the last `STT_FILE` symbol before a local symbol.
    pub(crate) file: Option<StrId>,
    /// Position in the symbol table.
    pub(crate) index: u32,
}

/// A unit of `.debug_info`.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// Offset of the unit header in `.debug_info`.
    pub(crate) offset: u64,
    /// `DW_AT_name`, normalised like every path; `<artificial>` for GCC's LTRANS units.
    pub(crate) name: StrId,
    /// `DW_AT_producer`.
    pub(crate) producer: StrId,
    /// DWARF version.
    pub(crate) version: u16,
}
