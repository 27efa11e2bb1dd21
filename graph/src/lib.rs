//! Reads an ELF file with DWARF into a call and inline graph.
//!
//! The way of the data, each step handing an immutable value to the next:
//! `load -> image -> dwarf -> code -> program`. [`build`] goes it once.

mod code;
mod dump;
mod dwarf;
mod error;
mod held;
mod id;
mod image;
mod key;
mod lines;
mod live_patch;
mod load;
mod notice;
mod pipeline;
mod program;
mod prototype;
mod release;
mod source;
pub mod suffix;
mod symvers;
mod type_users;

use std::path::PathBuf;

pub use dwarf::{Counts, NamedType, Prototype, ReturnValue, TypeKind, TypeUser};
pub use error::{Error, ErrorKind};
pub use held::{Held, held};
pub use id::{
    Addr, AddrRange, CallId, ExternalId, FuncId, InlinedId, InstanceId, StrId, SymbolId, UnitId,
};
pub use image::{Binding, ElfKind};
pub use key::{InputKey, KeyRecords, open_index};
pub use lines::{SourceLine, SourceLines, source_lines};
pub use live_patch::{LivePatch, LiveReference, LiveSection, LiveSymbol, PatchedFunction, Shape};
pub use notice::{Notice, Severity};
pub use program::{
    Abi, Call, CallEvidence, CallKind, Callee, CodeMap, Coverage, DataKind, Effects, Export,
    FtraceSite, IndexHead, IndexRefusal, Inlined, Instance, InstanceKind, Items, List,
    LiveRegister, NamedAddress, ObjectInfo, Origin, OriginEvidence, Place, Program, RecordedCopy,
    RefTarget, Reference, Region, Returns, Role, SectionInfo, SourceBody, SourceCall,
    SourceFunction, Special, SpecialSite, StaticVariable, Survey, Symbol, Sympos, Tally,
    Undescribed, Unit, read_index_head,
};

pub use prototype::prototypes;
pub use release::kernel_release;
pub use symvers::{KnownExport, Symvers, read_symvers};
pub use type_users::type_users;

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The ELF file.
    pub path: PathBuf,
    /// A separate debug file to use, instead of the one found by build-id or debuglink.
    pub debug_file: Option<PathBuf>,
    /// The `/` of the system that the file belongs to: where a debug file is looked for.
    pub root: Option<PathBuf>,
    /// `.ipa-clones` dumps of GCC: files, directories, tar archives.
    pub ipa_clones: Vec<PathBuf>,
    /// Optimization records of LLVM: files, directories, tar archives.
    pub opt_remarks: Vec<PathBuf>,
    /// Folders of the C sources the file was built from.
    pub sources: Vec<PathBuf>,
}

/// The stages of [`build`], for a progress display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Mapping the file, sections and symbols.
    Image,
    /// Walking the DIEs.
    Dwarf,
    /// Decoding instructions.
    Code,
    /// Reading compiler records.
    Records,
    /// Reading C sources.
    Sources,
    /// Joining everything into the graph.
    Graph,
}

/// Reads `input` into a graph. `progress` is told of each stage as it begins.
///
/// # Errors
/// When the file cannot be answered for at all. What was odd but could be worked
/// around comes back as notices, sorted.
pub fn build(
    input: &Input,
    progress: &(dyn Fn(Stage) + Sync),
) -> Result<(Program, Vec<Notice>), Error> {
    pipeline::run(input, progress)
}
