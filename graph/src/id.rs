//! Newtypes for indices and addresses, so that one kind cannot be taken for another.

use std::fmt;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The position in the table that this id indexes.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The same, for tables that are written.
            pub fn number(self) -> u32 {
                self.0
            }

            /// The id of position `index`. Tables hold fewer than 2^32 rows
            /// because every row stems from at least one byte of a section
            /// whose size was checked when it was read.
            pub(crate) fn new(index: usize) -> Self {
                debug_assert!(index < u32::MAX as usize);
                Self(index as u32)
            }
        }
    };
}

index!(
    /// A source function: what the programmer wrote.
    FuncId
);
index!(
    /// An out-of-line instance: emitted machine code with an entry.
    InstanceId
);
index!(
    /// An inlined instance: a copy of a body inside an out-of-line instance.
    InlinedId
);
index!(
    /// A call or jump from one instance to another.
    CallId
);
index!(
    /// A function that is called here and defined elsewhere.
    ExternalId
);
index!(
    /// A unit of `.debug_info`.
    UnitId
);
index!(
    /// An ELF symbol that names code.
    SymbolId
);
index!(
    /// A string of the program's string table.
    StrId
);

/// A virtual address. In an ET_REL file sections have no address; klpscope lays
/// them out one after the other, and prints such an address as `SECTION+0xOFFSET`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Addr(pub u64);

impl fmt::Debug for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// Addresses from `begin` up to, but not with, `end`. Never wraps: `begin <= end`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AddrRange {
    /// First address of the range.
    pub begin: Addr,
    /// First address behind the range.
    pub end: Addr,
}

impl AddrRange {
    /// The range, or `None` if `end` lies before `begin`.
    pub fn new(begin: u64, end: u64) -> Option<Self> {
        (begin <= end).then_some(Self { begin: Addr(begin), end: Addr(end) })
    }

    /// Length in bytes.
    pub fn len(self) -> u64 {
        self.end.0 - self.begin.0
    }

    /// True for a range that covers no byte, as GCC writes for an inlined
    /// instance of which no instruction is left.
    pub fn is_empty(self) -> bool {
        self.begin == self.end
    }

    /// True if `addr` lies in the range.
    pub fn contains(self, addr: Addr) -> bool {
        self.begin <= addr && addr < self.end
    }
}
