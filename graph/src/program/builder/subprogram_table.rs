//! A value for every subprogram of every unit, in one table.

use super::origin::RowAt;
use crate::dwarf::UnitRows;

/// Values by unit and row; `None` until set.
pub(super) struct SubprogramTable<T> {
    /// For each unit where its values begin.
    begins: Vec<usize>,
    values: Vec<Option<T>>,
}

impl<T: Copy> SubprogramTable<T> {
    /// A table for all subprograms of the units.
    pub(super) fn new(units: &[UnitRows<'_>]) -> Self {
        let mut count = 0;
        let begins = units.iter().map(|unit| {
            let begin = count;
            count += unit.subprogram_count();
            begin
        });
        let begins = begins.collect();
        Self { begins, values: vec![None; count] }
    }

    pub(super) fn get(&self, at: RowAt) -> Option<T> {
        self.values[self.index(at)]
    }

    pub(super) fn set(&mut self, at: RowAt, value: Option<T>) {
        let index = self.index(at);
        self.values[index] = value;
    }

    fn index(&self, (unit, row): RowAt) -> usize {
        self.begins[unit as usize] + row as usize
    }
}
