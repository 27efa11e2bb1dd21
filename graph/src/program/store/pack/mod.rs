//! Rows -> columns. Each table is a file here; all columns of a table are packed side by
//! side, and then its rows are dropped.

mod all_symbols;
mod calls;
mod functions;
mod inlined;
mod instances;
mod kernel;
mod survey;
mod table;

use rayon::prelude::*;

use self::table::{SHARE, Table};
use super::super::node::Place;
use super::column::{self, Column, Encoded, Part};
use super::csr::Csr;
use super::data::{Data, SLACK};
use super::rows::Rows;
use super::text::Numbers;
use super::{Col, Store};

/// Packs all tables.
pub(crate) fn pack(mut rows: Rows) -> Store {
    let mut packed = Packed { columns: Vec::new() };
    packed.columns.resize_with(Col::ALL.len(), || None);
    // The survey needs the strings, which go with the first tables.
    let (numbers, ()) =
        rayon::join(|| Numbers::new(&rows), || packed.run(|tasks| survey::pack(&rows, tasks)));
    let strings = std::mem::take(&mut rows.strings);
    packed.run(|tasks| {
        tasks.numbers(Col::StringBegins, numbers.begins(&strings));
        tasks.text(Col::StringText, || numbers.text(&strings));
        functions::pack(&rows, &numbers, tasks);
        instances::pack(&rows, &numbers, tasks);
        kernel::pack(&rows, &numbers, tasks);
        all_symbols::pack(&rows, tasks);
    });
    drop(strings);
    rows.kernel = super::rows::KernelRows::default();
    rows.all_symbols = super::rows::AllSymbols::default();
    packed.table(&inlined::table(&rows, &numbers));
    packed.run(|tasks| inlined::lists(&rows, tasks));
    rows.inlined = Vec::new();
    rows.inlined_ranges = Vec::new();
    packed.table(&calls::table(&rows, &numbers));
    packed.run(|tasks| calls::lists(&rows, tasks));
    drop(rows);
    packed.finish()
}

/// The columns that are packed so far.
struct Packed {
    columns: Vec<Option<Encoded>>,
}

impl Packed {
    /// Packs columns with every thread.
    fn run<'a>(&mut self, add: impl FnOnce(&mut Tasks<'a>)) {
        let mut tasks = Tasks(Vec::new());
        add(&mut tasks);
        let done: Vec<_> = tasks.0.into_par_iter().with_max_len(1).map(|task| task()).collect();
        for (column, encoded) in done.into_iter().flatten() {
            self.columns[column as usize] = Some(encoded);
        }
    }

    /// Packs a table: its rows are looked at once for all columns.
    fn table<T: Sync>(&mut self, table: &Table<'_, T>) {
        let parts: Vec<Vec<Part>> =
            table.rows.par_chunks(SHARE).enumerate().map(|at| table.part(at)).collect();
        let mut columns: Vec<Vec<Part>> = Vec::new();
        columns.resize_with(table.columns.len(), Vec::new);
        for part in parts.into_iter().flat_map(|parts| parts.into_iter().enumerate()) {
            columns[part.0].push(part.1);
        }
        for (parts, (column, _)) in columns.into_iter().zip(&table.columns) {
            self.columns[*column as usize] = Some(Encoded::new(parts));
        }
    }

    /// Lays the columns out one after the other.
    fn finish(self) -> Store {
        let mut columns = [Column::default(); Col::ALL.len()];
        let mut len = 0;
        for (place, encoded) in columns.iter_mut().zip(&self.columns) {
            let Some(encoded) = encoded else { continue };
            *place = Column { at: len as u64, ..encoded.column };
            len += encoded.column.len as usize;
        }
        let mut bytes = vec![0; len + SLACK];
        let mut rest = bytes.as_mut_slice();
        let mut work = Vec::new();
        for encoded in self.columns.into_iter().flatten() {
            let (own, behind) = rest.split_at_mut(encoded.column.len as usize);
            work.push((encoded, own));
            rest = behind;
        }
        work.into_par_iter().with_max_len(1).for_each(|(encoded, own)| encoded.write(own));
        Store { data: Data::Memory(bytes), columns }
    }
}

/// A number and one, or 0; also for a number that has no successor, which no offset and
/// no address of a file comes near.
fn some(number: Option<u64>) -> u64 {
    number.and_then(|number| number.checked_add(1)).unwrap_or(0)
}

/// What makes columns.
type Task<'a> = Box<dyn FnOnce() -> Vec<(Col, Encoded)> + Send + 'a>;

/// Columns to be packed.
struct Tasks<'a>(Vec<Task<'a>>);

impl<'a> Tasks<'a> {
    /// A column of numbers.
    fn numbers(&mut self, column: Col, values: impl Iterator<Item = u64> + Send + 'a) {
        self.0.push(Box::new(move || vec![(column, column::encode(values))]));
    }

    /// A column that is computed from the rows of a table.
    fn map<T: Sync>(&mut self, column: Col, rows: &'a [T], value: impl Fn(&T) -> u64 + Send + 'a) {
        self.numbers(column, rows.iter().map(value));
    }

    /// A column where rows without a number repeat the one before.
    fn fill<T: Sync>(
        &mut self,
        column: Col,
        rows: &'a [T],
        value: impl Fn(&T) -> Option<u64> + Send + 'a,
    ) {
        let mut last = 0;
        let filled = rows.iter().map(move |row| {
            last = value(row).unwrap_or(last);
            last
        });
        self.numbers(column, filled);
    }

    /// The three columns of a place that a row may have.
    fn places<T: Sync>(
        &mut self,
        [file, line, column]: [Col; 3],
        rows: &'a [T],
        numbers: &'a Numbers,
        place: impl Fn(&T) -> Option<Place> + Copy + Send + 'a,
    ) {
        self.map(file, rows, move |row| numbers.of_some(place(row).map(|place| place.file)));
        self.map(line, rows, move |row| place(row).map_or(0, |place| place.line.into()));
        self.map(column, rows, move |row| place(row).map_or(0, |place| place.column.into()));
    }

    /// Where groups begin, of which the ends are known.
    fn groups(&mut self, begins: Col, ends: &'a [u32]) {
        self.numbers(begins, [0].into_iter().chain(ends.iter().map(|&end| end.into())));
    }

    /// Where groups begin, of items that are in their order.
    fn begins(
        &mut self,
        begins: Col,
        groups: usize,
        pairs: impl Iterator<Item = (u32, u32)> + Send + 'a,
    ) {
        self.0.push(Box::new(move || {
            let csr = Csr::new(groups, &pairs.collect::<Vec<_>>());
            vec![(begins, column::encode(csr.begins.iter().map(|&at| at.into())))]
        }));
    }

    /// A list by group, sorted by counting. One that is in order is left out if `sorted`.
    fn csr(
        &mut self,
        [begins, list]: [Col; 2],
        groups: usize,
        sorted: bool,
        pairs: impl Iterator<Item = (u32, u32)> + Send + 'a,
    ) {
        self.0.push(Box::new(move || {
            // Looked at twice: rows are wide.
            let pairs: Vec<_> = pairs.collect();
            let csr = Csr::new(groups, &pairs);
            let encode = |numbers: &[u32]| column::encode(numbers.iter().map(|&at| at.into()));
            let mut columns = vec![(begins, encode(&csr.begins))];
            if !(sorted && csr.is_in_order()) {
                columns.push((list, encode(&csr.items)));
            }
            columns
        }));
    }

    /// Columns that are made at once.
    fn tables<const N: usize>(
        &mut self,
        columns: impl FnOnce() -> [(Col, Vec<u64>); N] + Send + 'a,
    ) {
        self.0.push(Box::new(move || {
            let encoded =
                |(column, values): (_, Vec<u64>)| (column, column::encode(values.into_iter()));
            columns().into_iter().map(encoded).collect()
        }));
    }

    /// A column of bytes.
    fn text(&mut self, column: Col, text: impl FnOnce() -> Vec<u8> + Send + 'a) {
        self.0.push(Box::new(move || vec![(column, Encoded::text(text()))]));
    }
}
