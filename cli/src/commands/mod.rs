//! The commands, one a file: arguments to a question, its report to the output.

pub(crate) mod audit;
pub(crate) mod cache;
pub(crate) mod completions;
pub(crate) mod drift;
pub(crate) mod explain;
pub(crate) mod explain_policy;
pub(crate) mod gate;
pub(crate) mod graph;
pub(crate) mod impact;
pub(crate) mod index;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod stats;
pub(crate) mod verify;
