//! A source patch -> the source functions it changes, and what else it changes.

mod c_text;
mod error;
mod file_kind;
mod fit;
mod fits;
mod found;
mod gone;
mod hunk;
mod map;
mod mapped;
mod owner;
mod parse;
mod path;
mod place;
mod places;
mod series;
mod sheet;
mod split;
mod view;

pub use error::{PatchError, Problem};
pub use hunk::Patch;
pub use map::map;
pub use mapped::Mapped;
pub use parse::parse;
pub use places::{PlaceError, Places};
