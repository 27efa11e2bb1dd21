//! Source functions: DIEs of one name, file and line are one function, however many
//! units repeat them.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::super::node::{Place, SourceFunction};
use super::super::strings::StringsBuilder;
use super::origin::{self, Identity, RowAt};
use crate::dwarf::{DwarfRows, Name, Subprogram, UnitRows};
use crate::id::{FuncId, StrId};
use crate::suffix;

/// Name, file and line: the identity of a source function.
type Key = (StrId, Option<StrId>, u32);

/// Source functions while they are gathered; ids follow the order of discovery
/// until [`Functions::order`].
pub(super) struct Functions<'u, 'd> {
    units: &'u [UnitRows<'d>],
    /// Path ids by file index.
    files: Vec<StrId>,
    rows: Vec<SourceFunction>,
    by_key: HashMap<Key, FuncId, RandomState>,
    by_name: HashMap<StrId, Vec<FuncId>, RandomState>,
    /// The function of each subprogram row that was asked for.
    of_row: Vec<Vec<Option<FuncId>>>,
}

impl<'u, 'd> Functions<'u, 'd> {
    /// Gathers the functions that the units define, emitted or not. Declarations of
    /// functions of other objects are none.
    pub(super) fn new(rows: &'u DwarfRows<'d>, strings: &mut StringsBuilder) -> Self {
        let DwarfRows { units, paths } = rows;
        let files = paths.iter().map(|path| strings.intern(path)).collect();
        let of_row = units.iter().map(|unit| vec![None; unit.subprogram_count()]).collect();
        let mut functions = Self {
            units,
            files,
            rows: Vec::new(),
            by_key: HashMap::default(),
            by_name: HashMap::default(),
            of_row,
        };
        for (at, identity) in definitions(units) {
            let id = functions.of_identity(&identity, strings);
            functions.of_row[at.0 as usize][at.1 as usize] = id;
        }
        functions
    }

    /// The function of a subprogram row.
    pub(super) fn of_row(&mut self, at: RowAt, strings: &mut StringsBuilder) -> Option<FuncId> {
        let known = self.of_row[at.0 as usize][at.1 as usize];
        if known.is_some() {
            return known;
        }
        let id = self.of_identity(&origin::identity(self.units, at), strings);
        self.of_row[at.0 as usize][at.1 as usize] = id;
        id
    }

    /// The function of a subprogram row, if it was asked for before or defines one.
    pub(super) fn known(&self, at: RowAt) -> Option<FuncId> {
        self.of_row[at.0 as usize][at.1 as usize]
    }

    /// The functions of a name, in the order of discovery.
    pub(super) fn named(&self, name: StrId) -> &[FuncId] {
        self.by_name.get(&name).map_or(&[], Vec::as_slice)
    }

    /// A function for code that has no DIE.
    pub(super) fn without_die(&mut self, name: StrId) -> FuncId {
        self.by_key.get(&(name, None, 0)).copied().unwrap_or_else(|| {
            self.add(
                (name, None, 0),
                SourceFunction {
                    name,
                    linkage_name: None,
                    places: Vec::new(),
                    external: false,
                    die: None,
                },
            )
        })
    }

    /// A function of which only a compiler's record tells.
    pub(super) fn recorded(&mut self, name: StrId, place: Option<Place>) -> FuncId {
        let Some(place) = place else { return self.without_die(name) };
        let key = (name, Some(place.file), place.line);
        self.by_key.get(&key).copied().unwrap_or_else(|| {
            let (linkage_name, external, die) = (None, false, None);
            let places = vec![place];
            self.add(key, SourceFunction { name, linkage_name, places, external, die })
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

    pub(super) fn row(&self, id: FuncId) -> &SourceFunction {
        &self.rows[id.index()]
    }

    /// The final number of each function: sorted by name, file and line.
    pub(super) fn order(&self, strings: &StringsBuilder) -> Vec<FuncId> {
        let key = |id: &u32| {
            let row = &self.rows[*id as usize];
            let place = row.places.first();
            (strings.get(row.name), place.map(|place| (strings.get(place.file), place.line)), *id)
        };
        let mut sorted: Vec<u32> = (0..self.rows.len() as u32).collect();
        sorted.par_sort_unstable_by(|a, b| key(a).cmp(&key(b)));
        let mut order = vec![FuncId::new(0); sorted.len()];
        for (new, &old) in sorted.iter().enumerate() {
            order[old as usize] = FuncId::new(new);
        }
        order
    }

    /// The functions in their final order.
    pub(super) fn finish(self, order: &[FuncId]) -> Vec<SourceFunction> {
        let mut rows: Vec<_> = self.rows.into_iter().zip(order).collect();
        rows.sort_unstable_by_key(|(_, new)| **new);
        rows.into_iter().map(|(row, _)| row).collect()
    }

    fn of_identity(
        &mut self,
        identity: &Identity<'_>,
        strings: &mut StringsBuilder,
    ) -> Option<FuncId> {
        let name = strings.intern_bytes(identity.name.or(identity.linkage_name)?.bytes());
        let place = identity.place.and_then(|place| {
            let file = self.files[place.file? as usize];
            Some(Place { file, line: place.line, column: place.column })
        });
        let key = (name, place.map(|place| place.file), place.map_or(0, |place| place.line));
        if let Some(&known) = self.by_key.get(&key) {
            self.rows[known.index()].external |= identity.external;
            return Some(known);
        }
        // GCC gives the declaration that a call of a clone refers to the clone's name.
        let own =
            |text: &&[u8]| suffix::parse(&String::from_utf8_lossy(text)).base != strings.get(name);
        let linkage_name = identity
            .linkage_name
            .map(Name::bytes)
            .filter(own)
            .map(|text| strings.intern_bytes(text));
        Some(self.add(
            key,
            SourceFunction {
                name,
                linkage_name,
                places: place.into_iter().collect(),
                external: identity.external,
                die: Some(identity.root),
            },
        ))
    }

    fn add(&mut self, key: Key, row: SourceFunction) -> FuncId {
        let id = FuncId::new(self.rows.len());
        self.by_name.entry(row.name).or_default().push(id);
        self.rows.push(row);
        self.by_key.insert(key, id);
        id
    }
}

/// The rows that define a function, with what their chains say, in the order of
/// `.debug_info`.
fn definitions<'d>(units: &[UnitRows<'d>]) -> Vec<(RowAt, Identity<'d>)> {
    units
        .par_iter()
        .enumerate()
        .flat_map_iter(|(unit, rows)| {
            let defined = move |(index, _): (usize, _)| {
                let at = (unit as u32, index as u32);
                (at, origin::identity(units, at))
            };
            let rows = rows.subprograms().enumerate();
            rows.filter(|(_, row)| row.has_pc || is_definition(units, row)).map(defined)
        })
        .collect()
}

/// True unless a row declares what another object defines. GCC's LTRANS units give such
/// a function a DIE of its own, an instance of the early declaration.
fn is_definition(units: &[UnitRows<'_>], row: &Subprogram<'_>) -> bool {
    let target = row.origin.filter(|_| !row.specified).and_then(|die| origin::find(units, die));
    let target = target.map(|(unit, at)| units[unit as usize].subprogram(at));
    !row.declaration && !target.is_some_and(|target| target.declaration)
}
