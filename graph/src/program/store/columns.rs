//! The columns of a packed program: which there are, and what a number in each means.

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A column.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Col {
            $($(#[$doc])* $name,)*
        }

        impl Col {
            /// All columns, in the order in which they lie in the data.
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)*];
            /// Their names.
            pub(crate) const NAMES: &[&str] = &[$(stringify!($name),)*];
        }
    };
}

// A column `XBegins` has a row for each of a table, and one more: row `i` says where in the
// list `X` the items of `i` begin; they end where those of `i + 1` begin. "Or 0" says that
// numbers are one more than what they mean, and 0 means none.
columns! {
    StringBegins,
    /// UTF-8.
    StringText,
    FunctionName,
    /// String, or 0.
    FunctionLinkage,
    /// String, or 0 for a function without a place.
    FunctionFile,
    FunctionLine,
    FunctionColumn,
    FunctionExternal,
    /// `.debug_info` offset, or 0.
    FunctionDie,
    InstanceEntry,
    InstanceKind,
    InstanceAbi,
    RangeBegins,
    RangeStart,
    RangeLength,
    NameBegins,
    /// Symbols of instances.
    Names,
    ColdBegins,
    /// `.cold` symbols of instances.
    ColdNames,
    OriginBegins,
    OriginFunction,
    /// 0: a symbol; 1: a DIE; 2: a DIE with an early unit.
    OriginKind,
    /// Symbol, or `.debug_info` offset.
    OriginSource,
    OriginUnit,
    OriginEarly,
    SymbolName,
    SymbolAddress,
    SymbolSize,
    SymbolBinding,
    /// String, or 0.
    SymbolFile,
    SymbolIndex,
    InlinedHost,
    InlinedFunction,
    /// How many rows before this one the parent stands; 0: none.
    InlinedParent,
    /// String, or 0 for a copy without a call place.
    InlinedFile,
    InlinedLine,
    InlinedColumn,
    InlinedDie,
    InlinedUnit,
    /// First range; rows may share ranges.
    InlinedRanges,
    InlinedRangeCount,
    InlinedRangeStart,
    InlinedRangeLength,
    CallCaller,
    /// Number of the callee, and in the lowest two bits what it is a number of: 0 entered
    /// instance, 1 instance entered in the middle, 2 external, 3 row of `CallUnnamed`.
    CallCallee,
    CallSite,
    /// Bit 0: instruction; 1: relocation; 2 and 3: kind; 4: has a call site; 5: is in an
    /// inlined instance.
    CallFlags,
    /// `.debug_info` offset of the call site; where there is none, that of the row before.
    CallDie,
    /// Inlined instance; where there is none, that of the row before.
    CallInlined,
    /// String, or 0 for a call without a place.
    CallFile,
    CallLine,
    CallColumn,
    /// Function, or 0.
    CallMeant,
    CallUnnamed,
    ExternalName,
    UnitOffset,
    UnitName,
    UnitProducer,
    UnitVersion,
    BodyBegins,
    /// Instances by function.
    Bodies,
    CopyBegins,
    /// Inlined instances by function.
    Copies,
    InsideBegins,
    /// Inlined instances by host; left out if they are in order.
    Inside,
    CallsFromBegins,
    /// Calls by caller; left out if they are in order.
    CallsFrom,
    CallsToBegins,
    /// Calls by callee.
    CallsTo,
    CallsOutBegins,
    /// Calls by external.
    CallsOut,
    StaticBegins,
    StaticFunction,
    StaticName,
    /// Address, or 0.
    StaticAddress,
    /// String, or 0 for a variable without a place.
    StaticFile,
    StaticLine,
    StaticColumn,
    StaticDie,
    /// By instance. 0: none; 1: listed; 2: called.
    FtraceKind,
    /// By instance; where there is none, that of the row before.
    FtraceSite,
    /// By instance.
    Regions,
    /// Instances that kprobes must leave alone, sorted.
    Kprobes,
    SpecialAddress,
    SpecialKind,
    /// String, or 0.
    SpecialKey,
    /// Address, or 0.
    SpecialKeyAddress,
    /// By instance: number of ORC entries.
    OrcCount,
    /// Strings, sorted by their text.
    ExportName,
    ExportKind,
}
