//! A replacement set becomes what an author starts from: the skeleton of a live patch,
//! or a list for other tools. Pure: text from plain data.

mod c_text;
mod klp_c;
mod list;
mod plan;
mod stub;
mod types;

pub use klp_c::klp_c;
pub use list::list;
pub use plan::{Plan, PlannedMember, PlannedObject, plan};
