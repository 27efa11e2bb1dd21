//! Source functions: DIEs of one name, file and line are one function, however many
//! units repeat them.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::super::node::Place;
use super::super::store::FunctionRow;
use super::super::strings::StringsBuilder;
use super::definitions::{self, Group};
use super::named::Named;
use super::order::{self, Order};
use super::origin::{self, Identity, RowAt};
use super::subprogram_table::SubprogramTable;
use crate::dwarf::{DwarfRows, Name, UnitRows};
use crate::id::{FuncId, StrId};
use crate::notice::Notice;
use crate::suffix;

/// Name, file and line: the identity of a source function.
type Key = (StrId, Option<StrId>, u32);

/// Source functions while they are gathered; ids follow the order of discovery
/// until [`Functions::order`].
pub(super) struct Functions<'u, 'd> {
    units: &'u [UnitRows<'d>],
    /// Path ids by file index.
    files: Vec<StrId>,
    rows: Vec<FunctionRow>,
    by_key: HashMap<Key, FuncId, RandomState>,
    by_name: Named,
    /// The function of each subprogram row that was asked for.
    of_row: SubprogramTable<FuncId>,
}

impl<'u, 'd> Functions<'u, 'd> {
    /// Gathers the functions that the units define, emitted or not. Declarations of
    /// functions of other objects are none.
    pub(super) fn new(
        rows: &'u DwarfRows<'d>,
        strings: &mut StringsBuilder,
        notices: &mut Vec<Notice>,
    ) -> Self {
        let DwarfRows { units, paths } = rows;
        let files = paths.iter().map(|path| strings.intern(path)).collect();
        let mut functions = Self {
            units,
            files,
            rows: Vec::new(),
            by_key: HashMap::default(),
            by_name: Named::default(),
            of_row: SubprogramTable::new(units),
        };
        notices.extend(functions.add_defined(strings));
        functions
    }

    /// Adds what the units define, in the order of `.debug_info`.
    fn add_defined(&mut self, strings: &mut StringsBuilder) -> Option<Notice> {
        let (definitions, groups, unknown) = definitions::gather(self.units, &self.files, strings);
        self.rows.reserve(groups.len());
        self.by_key.reserve(groups.len());
        let identity = |group: &Group| origin::identity(self.units, group.first);
        let identities: Vec<_> = groups.par_iter().map(identity).collect();
        for (group, identity) in groups.into_iter().zip(identities) {
            let identity = Identity { external: group.external, ..identity };
            let id = self.add_identity(group.name, self.place(&identity), &identity, strings);
            let (from, to) = group.members;
            for member in &definitions[from as usize..to as usize] {
                self.of_row.set(member.at, Some(id));
            }
        }
        unknown
    }

    /// The function of a subprogram row.
    pub(super) fn of_row(&mut self, at: RowAt, strings: &mut StringsBuilder) -> Option<FuncId> {
        let known = self.of_row.get(at);
        if known.is_some() {
            return known;
        }
        let id = self.of_identity(&origin::identity(self.units, at), strings);
        self.of_row.set(at, id);
        id
    }

    /// The function of a subprogram row, if it was asked for before or defines one.
    pub(super) fn known(&self, at: RowAt) -> Option<FuncId> {
        self.of_row.get(at)
    }

    /// The functions of a name, in the order of discovery.
    pub(super) fn named(&self, name: StrId) -> impl Iterator<Item = FuncId> + '_ {
        self.by_name.of(name)
    }

    /// A function for code that has no DIE.
    pub(super) fn without_die(&mut self, name: StrId) -> FuncId {
        self.by_key.get(&(name, None, 0)).copied().unwrap_or_else(|| {
            let row =
                FunctionRow { name, linkage_name: None, place: None, external: false, die: None };
            self.add((name, None, 0), row)
        })
    }

    /// A function of which only a compiler's record tells.
    pub(super) fn recorded(&mut self, name: StrId, place: Option<Place>) -> FuncId {
        let Some(place) = place else { return self.without_die(name) };
        let key = (name, Some(place.file), place.line);
        self.by_key.get(&key).copied().unwrap_or_else(|| {
            let place = Some(place);
            self.add(
                key,
                FunctionRow { name, linkage_name: None, place, external: false, die: None },
            )
        })
    }

    /// The paths that rows of DWARF index.
    pub(super) fn files(&self) -> &[StrId] {
        &self.files
    }

    /// How many functions there are so far.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, id: FuncId) -> &FunctionRow {
        &self.rows[id.index()]
    }

    /// The final order: by name, file and line.
    pub(super) fn order(&self, strings: &StringsBuilder) -> Order {
        order::sort(self.rows.iter().map(|row| (row.name, row.place)), strings)
    }

    /// The functions in their final order.
    pub(super) fn finish(self, sorted: &[u32]) -> Vec<FunctionRow> {
        sorted.iter().map(|&id| self.rows[id as usize]).collect()
    }

    fn of_identity(
        &mut self,
        identity: &Identity<'_>,
        strings: &mut StringsBuilder,
    ) -> Option<FuncId> {
        let name = strings.intern_bytes(identity.name.or(identity.linkage_name)?.bytes());
        let place = self.place(identity);
        if let Some(&known) = self.by_key.get(&key(name, place)) {
            self.rows[known.index()].external |= identity.external;
            return Some(known);
        }
        Some(self.add_identity(name, place, identity, strings))
    }

    fn place(&self, identity: &Identity<'_>) -> Option<Place> {
        let place = identity.place?;
        let file = self.files[place.file? as usize];
        Some(Place { file, line: place.line, column: place.column })
    }

    fn add_identity(
        &mut self,
        name: StrId,
        place: Option<Place>,
        identity: &Identity<'_>,
        strings: &mut StringsBuilder,
    ) -> FuncId {
        // GCC gives the declaration that a call of a clone refers to the clone's name.
        let own =
            |text: &&[u8]| suffix::parse(&String::from_utf8_lossy(text)).base != strings.get(name);
        let linkage_name = identity.linkage_name.map(Name::bytes).filter(own);
        let linkage_name = linkage_name.map(|text| strings.intern_bytes(text));
        let (external, die) = (identity.external, Some(identity.root));
        self.add(key(name, place), FunctionRow { name, linkage_name, place, external, die })
    }

    fn add(&mut self, key: Key, row: FunctionRow) -> FuncId {
        let id = FuncId::new(self.rows.len());
        self.by_name.push(row.name);
        self.rows.push(row);
        self.by_key.insert(key, id);
        id
    }
}

fn key(name: StrId, place: Option<Place>) -> Key {
    (name, place.map(|place| place.file), place.map_or(0, |place| place.line))
}
