//! Answers questions about a klpscope graph: pure, no files, no printing.
//!
//! The questions on one page. Every function takes the objects that belong
//! together (a vmlinux and its modules) and hands back plain data; the
//! [`report`] folder turns that into text or JSON.
//!
//! | question | function | text |
//! | --- | --- | --- |
//! | what must be replaced? | [`impact`] | [`report::text::impact`] |
//! | why is this one in the set? | [`explain`] | [`report::text::explain`] |
//! | what became of this function? | [`show`] | [`report::text::show`] |
//! | how was it built, how far is it to be trusted? | [`audit`](audit()) | [`report::text::audit`] |
//! | what was read? | [`stats`] | [`report::text::stats`] |
//! | does a built live patch replace it all? | [`verify`](verify()) | [`report::text::verify`] |
//! | what changed from one build to the next? | [`drift`](drift()) | [`report::text::drift`] |
//! | does a build keep what a policy asks for? | [`gate::gate`] | [`report::text::gate`], [`ci`] |
//! | what does an author start from? | [`emit::plan`] | [`emit::klp_c`], [`emit::list`] |
//! | the graph, or a part of it, for other programs? | [`export::Graph`] | [`export::Sink`] |
//! | what does it look like? | [`page::drawing`] | [`page::document`] |
//! | everything, for scripts | [`list::hosts`], [`list::functions`], [`list::calls`] | [`list::Row`] |

mod audit;
mod call;
mod callers;
mod candidate;
mod carried;
pub mod ci;
mod closure;
mod collateral;
pub mod distribution;
mod drift;
pub mod emit;
mod explain;
pub mod export;
mod exports;
mod external;
mod fresh;
pub mod gate;
mod impact;
mod instance;
mod lift;
mod linkable;
pub mod list;
mod model;
mod nearest;
mod needs;
pub mod page;
pub mod patch;
mod policy;
mod possible;
mod reason;
pub mod report;
mod rule;
mod scope;
mod seed;
mod show;
mod spec;
mod stats;
#[cfg(feature = "parquet")]
pub mod tables;
mod topic;
mod unneeded;
mod unseen;
mod vanish_rate;
mod verify;

pub use audit::audit;
pub use drift::{DriftKind, DriftQuestion, drift};
pub use explain::explain;
pub use impact::{Question, impact};
pub use model::{Model, UnknownModel};
pub use policy::Help;
pub use scope::{Kernel, Scope};
pub use seed::{Seed, SeedError, Through, resolve};
pub use show::show;
pub use spec::{Spec, SpecError};
pub use stats::stats;
pub use topic::{Topic, topic, topics};
pub use verify::verify;
