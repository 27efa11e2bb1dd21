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
    /// Position in the symbol table, of every named symbol, data included; sorted.
    AllIndex,
    /// Where its name stands in the file.
    AllName,
    AllNameLength,
    AllAddress,
    /// Bits 0 and 1: global, weak, local; 2: code; 3: looked at when a name is looked up.
    AllFlags,
    /// 0: the names stand in the file with the code; 1: in the separate debug file.
    AllSource,
    /// Rows of `AllIndex` whose name others have too, sorted.
    SharedSymbol,
    SharedRank,
    SharedOf,
    /// Addresses that lie in a symbol, sorted; without overlap.
    ReachBegin,
    ReachLength,
    /// Row of `AllIndex`.
    ReachSymbol,
    TallyBegins,
    /// Units by tally.
    TallyUnit,
    /// Unit, or 0.
    TallyEarly,
    TallyInstances,
    TallyFunctions,
    /// Functions without a DIE, and their bytes: two rows.
    UndescribedTotal,
    /// Instances, the largest first.
    UndescribedLargest,
    /// Instances, sorted by name.
    Stubs,
    /// One row: 1 if a table lists ftrace sites.
    ListsSites,
    /// One row: 1 if a symbol is called `NAME.llvm.HASH`.
    Promoted,
    /// Where code begins that is no entry, sorted.
    Parts,
    /// Symbols of instances, sorted by the hash of their names.
    NamedSymbol,
    /// The instance of each.
    NamedInstance,
    /// One row: bytes of all ranges of instances.
    ClaimedBytes,
    /// Addresses of the marks of a linker script, by their order in the code, or 0.
    MarkAddress,
    /// By instance: the lowest place where its address is taken, or 0.
    Taken,
    /// From where a table of the kernel says that control may go, sorted.
    WayFrom,
    WayTo,
    /// `ud2` of a `WARN`, sorted.
    Warning,
}
