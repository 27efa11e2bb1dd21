//! Calls: decoded instructions, relocations and DWARF call sites, joined by return address.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::super::edge::{Call, Callee};
use super::super::node::Place;
use super::super::strings::StringsBuilder;
use super::Layers;
use super::functions::Functions;
use super::inlined::InlinedRows;
use super::instances::{Instances, Owner};
use super::meant;
use super::segments::Segments;
use super::site::{self, Sites};
use super::transfer::Transfers;
use crate::id::{ExternalId, FuncId, StrId};
use crate::notice::Notice;

/// Calls sorted by site, and the names of functions of other objects, sorted.
pub(super) struct Calls {
    pub(super) rows: Vec<Call>,
    pub(super) externals: Vec<StrId>,
}

impl Calls {
    /// Gives functions their final ids.
    pub(super) fn renumber(&mut self, order: &[FuncId]) {
        for meant in self.rows.iter_mut().filter_map(|row| row.meant.as_mut()) {
            *meant = order[meant.index()];
        }
    }
}

/// Functions of other objects, numbered in the order of discovery.
#[derive(Default)]
pub(super) struct Externals {
    ids: HashMap<StrId, ExternalId, RandomState>,
    names: Vec<StrId>,
}

impl Externals {
    /// The id of a name, new or known.
    pub(super) fn id(&mut self, name: StrId) -> ExternalId {
        *self.ids.entry(name).or_insert_with(|| {
            self.names.push(name);
            ExternalId::new(self.names.len() - 1)
        })
    }
}

/// What calls are resolved against.
#[derive(Clone, Copy)]
pub(super) struct Targets<'t> {
    pub(super) owners: &'t Segments<Owner>,
    pub(super) instances: &'t Instances,
}

/// Finds all calls.
pub(super) fn find(
    layers: &Layers<'_, '_>,
    targets: Targets<'_>,
    functions: &mut Functions<'_, '_>,
    inlined: &InlinedRows,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> Calls {
    let mut externals = Externals::default();
    let relocs = layers.image.code_relocs();
    let undefined =
        relocs.undefined().map(|name| (name, externals.id(strings.intern_bytes(name)))).collect();
    let (sites, by_address) = rayon::join(|| Sites::new(layers.units), || inlined.by_address());
    let transfers = Transfers { layers, targets, sites, by_address, relocs, undefined };
    let (mut rows, joined) = transfers.calls();
    let by_address = transfers.into_copies();
    let mut rest =
        site::Rest { layers, targets, externals: &mut externals, by_address: &by_address };
    rest.add_calls(joined, &mut rows, functions, strings);
    drop(by_address);
    meant::find(layers, &mut rows, targets.instances, functions, strings);
    let externals = sort(&mut rows, &externals, strings);
    place(layers, &mut rows, strings, notices);
    Calls { rows, externals }
}

/// Sorts the calls by site, and the externals by name.
fn sort(rows: &mut [Call], externals: &Externals, strings: &StringsBuilder) -> Vec<StrId> {
    let mut names = externals.names.clone();
    names.sort_unstable_by(|a, b| strings.get(*a).cmp(strings.get(*b)));
    let order: HashMap<StrId, ExternalId, RandomState> =
        names.iter().enumerate().map(|(new, &name)| (name, ExternalId::new(new))).collect();
    for row in rows.iter_mut() {
        if let Callee::External(id) = &mut row.callee {
            *id = order[&externals.names[id.index()]];
        }
    }
    // Two runs, of which decoded calls are the longer by far.
    rows.sort_by_key(|row| (row.site, row.callee));
    names
}

/// Looks every call up in the line tables.
fn place(
    layers: &Layers<'_, '_>,
    rows: &mut [Call],
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) {
    let addresses: Vec<u64> = rows.iter().map(|row| row.site.0).collect();
    let (found, unreadable) = layers.dwarf.lines(layers.units, &addresses);
    notices.extend(unreadable);
    let files: Vec<_> = found.paths.iter().map(|path| strings.intern(path)).collect();
    for row in found.rows {
        let file = files[row.file as usize];
        rows[row.at as usize].place = Some(Place { file, line: row.line, column: row.column });
    }
}
