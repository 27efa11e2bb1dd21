//! A program as bytes: columns of numbers, the same in memory and in an index file.
//!
//! `rows` is what the builder hands over, `pack` turns it into bytes, and what is in
//! `super::view` reads them back, row by row, when it is asked for.

mod column;
mod columns;
mod csr;
mod data;
mod list;
mod pack;
mod rows;
mod text;

use std::fmt;
use std::ops::Range;

pub(crate) use self::column::{Column, ENTRY};
pub(crate) use self::columns::Col;
pub(crate) use self::data::{BLOCK, Data};
pub use self::list::{Items, List};
pub(crate) use self::pack::pack;
pub(crate) use self::rows::{
    AllSymbol, AllSymbols, FunctionRow, InstanceRow, KernelRows, Reach, Rows,
};
pub(crate) use self::text::name_hash;
use crate::id::StrId;

/// The packed tables. Whatever its bytes are, every question has an answer: a row that
/// there is not reads as 0, and so does what lies outside of the data.
pub(crate) struct Store {
    data: Data,
    columns: [Column; Col::ALL.len()],
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// The tables of a file; `None` if its columns cannot be those of a program.
    pub(crate) fn of_parts(data: Data, columns: [Column; Col::ALL.len()]) -> Option<Self> {
        let store = Self { data, columns };
        // What refers to a table finds a row there.
        let refers = |table: Col, from: &[Col]| {
            store.rows(table) > 0 || from.iter().all(|&column| store.rows(column) == 0)
        };
        let to_instances = [Col::InlinedHost, Col::CallCaller, Col::Bodies, Col::Kprobes];
        let to_functions = [Col::InlinedHost, Col::OriginFunction, Col::StaticName];
        let holds = refers(Col::InstanceEntry, &to_instances)
            && refers(Col::FunctionName, &to_functions)
            && refers(Col::InlinedHost, &[Col::Copies])
            && refers(Col::CallSite, &[Col::CallsTo, Col::CallsOut])
            && refers(Col::SymbolName, &[Col::Names, Col::ColdNames]);
        holds.then_some(store)
    }

    /// The data, and where each column lies in it.
    pub(crate) fn parts(&self) -> (&Data, &[Column]) {
        (&self.data, &self.columns)
    }

    /// The number in a row of a column.
    pub(crate) fn get(&self, column: Col, row: usize) -> u64 {
        self.columns[column as usize].get(&self.data, row)
    }

    /// How many rows a column has.
    pub(crate) fn rows(&self, column: Col) -> usize {
        self.columns[column as usize].rows as usize
    }

    /// The same number, as a position in a table, or the last position there.
    pub(crate) fn position(&self, column: Col, row: usize, table: Col) -> usize {
        let last = self.rows(table).saturating_sub(1);
        usize::try_from(self.get(column, row)).map_or(last, |at| at.min(last))
    }

    /// Of a column whose numbers are one more than a position: that position.
    pub(crate) fn position_or_none(&self, column: Col, row: usize, table: Col) -> Option<usize> {
        let at = usize::try_from(self.get(column, row)).ok()?.checked_sub(1)?;
        (at < self.rows(table)).then_some(at)
    }

    /// The item of a list, or if the list was left out the position itself.
    pub(crate) fn item(&self, list: Col, at: usize, table: Col) -> usize {
        if self.rows(list) == 0 { at } else { self.position(list, at, table) }
    }

    /// The items of a group, by the column that says where groups begin.
    pub(crate) fn group(&self, begins: Col, row: usize, items: usize) -> Range<usize> {
        let bound = |row| usize::try_from(self.get(begins, row)).map_or(items, |at| at.min(items));
        let begin = bound(row);
        begin..bound(row + 1).max(begin)
    }

    /// The text of a string.
    pub(crate) fn str(&self, id: StrId) -> &str {
        let begin = self.get(Col::StringBegins, id.index());
        let end = self.get(Col::StringBegins, id.index() + 1);
        str::from_utf8(self.text(begin, end)).unwrap_or_default()
    }

    /// A string, in a column of strings.
    pub(crate) fn string(&self, column: Col, row: usize) -> StrId {
        StrId::new(self.position(column, row, Col::StringBegins))
    }

    /// A string, in a column where 0 says that there is none.
    pub(crate) fn string_or_none(&self, column: Col, row: usize) -> Option<StrId> {
        self.position_or_none(column, row, Col::StringBegins).map(StrId::new)
    }

    /// Adds a column that is found out of the others.
    pub(crate) fn append(&mut self, column: Col, values: impl Iterator<Item = u64>) {
        self.columns[column as usize] = self.data.append(&column::encode(values));
    }

    fn text(&self, begin: u64, end: u64) -> &[u8] {
        let column = self.columns[Col::StringText as usize];
        let place = |at: u64| usize::try_from(column.at.saturating_add(at.min(column.len))).ok();
        match (place(begin), place(end)) {
            (Some(begin), Some(end)) => self.data.bytes(begin, end),
            _ => &[],
        }
    }

    /// Each column's name, rows and bytes.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (&'static str, usize, u64)> {
        let named = Col::NAMES.iter().zip(&self.columns);
        named.map(|(name, column)| (*name, column.rows as usize, column.len))
    }
}
