//! Declarations as records spell them -> one number for each source function.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;

/// Index into [`FunctionTable`]; after freezing, into `Records::functions`.
pub(super) type FunctionIndex = u32;

/// Index into [`SymbolTable`].
pub(super) type SymbolIndex = u32;

/// A source function as compiler records know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RecordedFunction {
    /// Name without clone suffixes.
    pub(crate) name: String,
    /// Every spelling of its declaration file: each stage writes it relative to its
    /// own directory, GCC at compile time `lapi.c`, at the link `../../src/lapi.c`. They
    /// share the last component. Empty if no record says (LLVM, deleted callees).
    pub(crate) files: BTreeSet<String>,
    /// Declaration line; 0 where unknown. LLVM does not write it down, but a record of a
    /// call in the function tells how many lines below it the call stands.
    pub(crate) line: u32,
    /// GCC: declaration column; LLVM: 0.
    pub(crate) column: u32,
    /// LLVM: line of the scope, that is of its `{`, at or after the declaration line.
    /// Several functions of one name in one file are one here. 0 where unknown.
    pub(crate) scope_line: u32,
}

impl RecordedFunction {
    /// True if no record says where it is declared.
    pub(crate) fn is_placeless(&self) -> bool {
        self.files.is_empty()
    }
}

/// Gathers functions. Two declarations are one function if name, last component
/// of the file, and position agree: directories differ from stage to stage. Two files of
/// one name in two directories of a tree are kept apart by whoever reads `files`.
#[derive(Default)]
pub(super) struct FunctionTable {
    rows: Vec<RecordedFunction>,
    known: HashMap<u64, Vec<FunctionIndex>, RandomState>,
}

impl FunctionTable {
    /// GCC's way: exact position.
    pub(super) fn intern(
        &mut self,
        name: &str,
        file: &str,
        (line, column): (u32, u32),
    ) -> FunctionIndex {
        let file_name = last_component(file);
        let same = |row: &RecordedFunction| {
            (row.line, row.column) == (line, column)
                && row.name == name
                && row.files.first().is_none_or(|known| last_component(known) == file_name)
                && row.files.is_empty() == file.is_empty()
        };
        let hash = self.known.hasher().hash_one((name, file_name, line, column));
        let found = self.find(hash, same);
        let index = found.unwrap_or_else(|| self.add(hash, name, (line, column)));
        self.spell(index, file);
        index
    }

    /// LLVM's way: a record gives the line of the scope, and nothing of the place of a
    /// deleted callee. Unknown are an empty file and line 0.
    pub(super) fn intern_by_file(
        &mut self,
        name: &str,
        file: &str,
        scope_line: u32,
    ) -> FunctionIndex {
        let file_name = last_component(file);
        let same = |row: &RecordedFunction| {
            row.name == name
                && row.files.first().is_none_or(|known| last_component(known) == file_name)
                && row.files.is_empty() == file.is_empty()
        };
        let hash = self.known.hasher().hash_one((name, file_name));
        let found = self.find(hash, same);
        let index = found.unwrap_or_else(|| self.add(hash, name, (0, 0)));
        self.spell(index, file);
        lower(&mut self.rows[index as usize].scope_line, scope_line);
        index
    }

    /// Says on which line a function is declared.
    pub(super) fn declare(&mut self, index: FunctionIndex, line: u32) {
        lower(&mut self.rows[index as usize].line, line);
    }

    pub(super) fn get(&self, index: FunctionIndex) -> &RecordedFunction {
        &self.rows[index as usize]
    }

    /// The functions, sorted, and for each old index its new one.
    pub(super) fn finish(self) -> (Vec<RecordedFunction>, Vec<FunctionIndex>) {
        let mut order: Vec<_> = (0..self.rows.len() as u32).collect();
        order.sort_by(|&a, &b| self.get(a).cmp(self.get(b)));
        let mut renumbered = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            renumbered[old as usize] = new as u32;
        }
        let mut rows = self.rows;
        rows.sort_unstable();
        (rows, renumbered)
    }

    fn find(&self, hash: u64, same: impl Fn(&RecordedFunction) -> bool) -> Option<FunctionIndex> {
        self.known.get(&hash)?.iter().copied().find(|&index| same(self.get(index)))
    }

    fn add(&mut self, hash: u64, name: &str, (line, column): (u32, u32)) -> FunctionIndex {
        let index = self.rows.len() as u32;
        let name = name.to_owned();
        let files = BTreeSet::new();
        self.rows.push(RecordedFunction { name, files, line, column, scope_line: 0 });
        self.known.entry(hash).or_default().push(index);
        index
    }

    fn spell(&mut self, index: FunctionIndex, file: &str) {
        let files = &mut self.rows[index as usize].files;
        if !file.is_empty() && !files.contains(file) {
            files.insert(file.to_owned());
        }
    }
}

/// Numbers for symbols.
#[derive(Default)]
pub(super) struct SymbolTable {
    names: Vec<String>,
    known: HashMap<String, SymbolIndex, RandomState>,
}

impl SymbolTable {
    pub(super) fn intern(&mut self, symbol: &str) -> SymbolIndex {
        if let Some(&index) = self.known.get(symbol) {
            return index;
        }
        let index = self.names.len() as u32;
        self.names.push(symbol.to_owned());
        self.known.insert(symbol.to_owned(), index);
        index
    }

    pub(super) fn get(&self, index: SymbolIndex) -> &str {
        &self.names[index as usize]
    }
}

/// Of several lines the lowest, whatever the order of the records. 0 is none.
fn lower(line: &mut u32, other: u32) {
    if other != 0 && (*line == 0 || other < *line) {
        *line = other;
    }
}

/// What follows the last `/` of a path.
pub(super) fn last_component(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_spell_one_file_in_several_ways() {
        let mut table = FunctionTable::default();
        let compile = table.intern("f", "lapi.c", (60, 16));
        let link = table.intern("f", "../../src/lapi.c", (60, 16));
        let other = table.intern("f", "lapi.c", (61, 16));
        assert_eq!(compile, link);
        assert_ne!(compile, other);
        assert_eq!(table.get(compile).files.len(), 2);
    }

    #[test]
    fn llvm_lines_do_not_tell_functions_apart_but_files_do() {
        let mut table = FunctionTable::default();
        let a = table.intern_by_file("f", "a.c", 12);
        assert_eq!(a, table.intern_by_file("f", "./a.c", 10));
        assert_eq!(table.get(a).scope_line, 10);
        assert_ne!(a, table.intern_by_file("f", "b.c", 12));
        let nowhere = table.intern_by_file("f", "", 0);
        assert_ne!(a, nowhere);
        assert!(table.get(nowhere).is_placeless());
    }

    #[test]
    fn finishing_sorts() {
        let mut table = FunctionTable::default();
        let b = table.intern("b", "x.c", (1, 1));
        let a = table.intern("a", "x.c", (2, 1));
        let (rows, renumbered) = table.finish();
        assert_eq!(rows[0].name, "a");
        assert_eq!((renumbered[a as usize], renumbered[b as usize]), (0, 1));
    }
}
