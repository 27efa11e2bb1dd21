//! The graph: nodes, edges, and the finished value. The only folder that names `petgraph`.

pub(crate) mod builder;
mod coverage;
mod edge;
mod node;
mod object;
mod query;
mod strings;
mod verify;

pub use coverage::Coverage;
pub use edge::{Call, CallEvidence, CallKind, Callee};
pub use node::{
    Abi, Inlined, Instance, InstanceKind, Origin, OriginEvidence, Place, RecordedCopy,
    SourceFunction, Symbol, Unit,
};
pub use object::{ObjectInfo, SectionInfo};
pub use query::Program;
