//! The graph: nodes, edges, and the finished value. The only folder that names `petgraph`.

pub(crate) mod builder;
mod code_map;
mod coverage;
mod edge;
mod graph;
mod index;
mod kernel;
mod machine;
mod named;
mod node;
mod object;
mod query;
mod source;
mod statics;
mod store;
mod strings;
mod survey;
mod verify;
mod view;

pub use code_map::CodeMap;
pub use coverage::Coverage;
pub use edge::{CallEvidence, CallKind, Callee};
pub use index::{IndexHead, IndexRefusal, read_index_head};
pub(crate) use index::{KEY, open as open_index};
pub use kernel::{Export, FtraceSite, NamedAddress, Region, Role, Special, SpecialSite, Sympos};
pub use machine::{DataKind, Effects, LiveRegister, RefTarget, Reference, Returns};
pub use node::{Abi, InstanceKind, Origin, OriginEvidence, Place, RecordedCopy};
pub use object::{ObjectInfo, SectionInfo};
pub(crate) use query::Files;
pub use query::Program;
pub use source::{SourceBody, SourceCall};
pub use statics::StaticVariable;
pub use store::{Items, List};
pub use survey::{Survey, Tally, Undescribed};
pub use view::{Call, Inlined, Instance, SourceFunction, Symbol, Unit};
