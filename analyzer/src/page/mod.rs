//! A report as one page for a browser: what is in the set, drawn, listed and explained.
//!
//! [`document`] makes a page that needs nothing but itself, [`shell`] the same page for a
//! server that answers its questions. Both run the scripts beside this file; what they
//! draw, and where, is decided here ([`drawing`]): a layout in the browser takes seconds
//! at 2,000 nodes.

mod box_plan;
mod document;
mod drawing;
mod embed;
mod head;
mod layer;
mod link;
mod node;
mod order;
mod pile;
mod place;
mod search;

pub use document::{document, policy, shell};
pub use drawing::{Drawing, drawing};
pub use search::{FunctionHit, FunctionHits, FunctionNames};
