//! An image becomes what it says without DWARF: its symbols and the kernel's tables. Asks
//! for nothing else, so that it may be read beside the debug sections.

use super::super::store::AllSymbols;
use super::kallsyms;
use super::kernel::Tables;
use super::symbols::{self, CodeSymbols};
use crate::image::{Image, RawSymbol};
use crate::notice::Notice;

/// What symbols and tables say. `symbols` of [`Self::read`] is the image that has the symbol
/// table: that of the debug file where it was moved there.
pub(crate) struct ImageFacts<'d> {
    pub(super) code: CodeSymbols<RawSymbol<'d>>,
    pub(super) all: AllSymbols,
    pub(super) tables: Tables<'d>,
    pub(super) notices: Vec<Notice>,
}

impl<'d> ImageFacts<'d> {
    /// Reads both. `name` is that of the object.
    pub(crate) fn read(image: &Image<'d>, symbols: &Image<'d>, name: &str) -> Self {
        let tables = Tables::read(image, symbols, name);
        let (code, notices) = symbols::sort_out(symbols);
        let all = kallsyms::read(image, symbols, &tables.role);
        Self { code, all, tables, notices }
    }
}
