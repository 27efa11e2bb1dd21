//! A program as a compiler and a linker leave it, in plain words: what is written to a file,
//! and what must be found there, both follow from this alone.

/// A program. Parts refer to each other by number.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Decides what means the same either way: spellings of paths, forms of DIEs.
    pub seed: u64,
    /// Paths, complete and without detours.
    pub files: Vec<String>,
    /// Source functions, each once.
    pub functions: Vec<Function>,
    /// What `.debug_info` is divided into, in that order.
    pub units: Vec<Unit>,
    /// Machine functions, in the order of their addresses.
    pub bodies: Vec<Body>,
}

/// What the programmer wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// File and line of the declaration; `None` for assembly, which has no DIE.
    pub place: Option<(usize, u32)>,
    /// Not `static`.
    pub external: bool,
}

/// How a unit came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// By one run of a compiler.
    Compiled,
    /// Before link-time optimization: functions, but no code.
    Early,
    /// By link-time optimization: code, of functions that early units have.
    Linked,
}

/// A unit of `.debug_info`.
#[derive(Clone, Debug)]
pub struct Unit {
    /// How it came about.
    pub kind: UnitKind,
    /// The file it was made from.
    pub file: usize,
    /// Of DWARF: 4 or 5.
    pub version: u16,
    /// True if range lists count from the unit's first address, as clang's do.
    pub based: bool,
    /// Functions it describes whatever becomes of them.
    pub described: Vec<usize>,
}

/// Machine code with an entry.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whose code it is.
    pub function: usize,
    /// Who describes it; nobody describes assembly.
    pub unit: Option<usize>,
    /// Other functions that it is the code of as well.
    pub folded: Vec<Folded>,
    /// Names in the symbol table; the `.cold` one is made from the first.
    pub symbols: Vec<Symbol>,
    /// `DW_CC_nocall`: clang changed the signature.
    pub nocall: bool,
    /// True if the linker dropped the code: a DIE is left that leads nowhere.
    pub dropped: bool,
    /// True if a `__pfx_` symbol covers padding in front of the entry.
    pub padded: bool,
    /// Inlined instances; each follows the one it lies in.
    pub copies: Vec<Copy>,
    /// The code, piece by piece; first all that is not cold.
    pub pieces: Vec<Piece>,
}

/// How a function got into another's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Its DIE has the address of that code (gold and mold, `--icf`).
    Address,
    /// Its DIE leads nowhere, its symbol stands at that code (lld, `--icf`).
    Tombstone,
    /// Its DIE has no code, its symbol stands at that code (GCC, `-fipa-icf`).
    Alias,
}

/// A function that shares another's code.
#[derive(Clone, Debug)]
pub struct Folded {
    /// The function.
    pub function: usize,
    /// How.
    pub fold: Fold,
    /// What its own DIE tells of copies; without code that is left.
    pub copies: Vec<Copy>,
}

/// A name in the symbol table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name as far as the programmer chose it.
    pub base: String,
    /// What the compiler put behind it: suffixes, with their dots.
    pub end: String,
    /// `STB_GLOBAL`, else `STB_LOCAL`.
    pub global: bool,
    /// What that says.
    pub suffix: Suffix,
}

/// What the end of a symbol says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suffix {
    /// Nothing.
    None,
    /// A clone of the declared signature.
    Keeping,
    /// A clone of another signature.
    Changing,
}

/// An inlined instance.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Of which function.
    pub function: usize,
    /// Inside which other one of the body.
    pub parent: Option<usize>,
    /// File and line of the call.
    pub call: (usize, u32),
    /// True if a lexical block is around it.
    pub block: bool,
}

/// A few instructions that belong together.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The innermost copy that they are of.
    pub copy: Option<usize>,
    /// True if they lie in the `.cold` part.
    pub cold: bool,
    /// Line in the file of the function they are of.
    pub line: u32,
    /// What they do.
    pub code: Code,
}

/// What a piece of code does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Nothing that leaves it, in so many bytes.
    Plain(u8),
    /// A loop inside of it.
    Loop,
    /// A call of a body, perhaps with a DIE that tells of it.
    Call(usize, bool),
    /// A tail call of a body.
    Jump(usize),
    /// A tail call under a condition.
    Branch(usize),
    /// A jump under a condition to another piece of the same body.
    Inside(usize),
    /// A call of a function of another object, by its number. Linked files have none.
    Elsewhere(usize),
    /// The end.
    Return,
}
