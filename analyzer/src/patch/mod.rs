//! A source patch -> the source functions it changes, and what else it changes.

mod c_text;
mod error;
mod file_kind;
mod fit;
mod gone;
mod hunk;
mod map;
mod parse;
mod path;
mod place;
mod series;
mod sheet;
mod split;
mod view;

pub use error::{PatchError, Problem};
pub use hunk::Patch;
pub use map::{Mapped, PlaceError, Places, map};
pub use parse::parse;
