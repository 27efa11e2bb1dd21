//! Calls: decoded instructions, relocations and DWARF call sites, joined by return address.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::super::edge::{Call, Callee};
use super::super::node::{Inlined, Place};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::functions::Functions;
use super::instances::{Instances, Owner};
use super::segments::Segments;
use super::site::{self, Sites};
use super::transfer::Transfers;
use crate::dwarf::Lines;
use crate::id::{ExternalId, FuncId, InlinedId, StrId};
use crate::notice::Notice;

/// Calls sorted by site, and the names of functions of other objects, sorted.
pub(super) struct Calls {
    pub(super) rows: Vec<Call>,
    pub(super) externals: Vec<StrId>,
}

impl Calls {
    /// The sites, sorted.
    pub(super) fn sites(&self) -> Vec<u64> {
        self.rows.iter().map(|row| row.site.0).collect()
    }

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

/// What calls are joined with.
pub(super) struct Known<'k> {
    pub(super) sites: Sites,
    /// The innermost inlined instance at an address.
    pub(super) by_address: Segments<InlinedId>,
    /// All inlined instances.
    pub(super) inlined: &'k [Inlined],
}

/// Finds all calls.
pub(super) fn find(
    layers: &Layers<'_, '_>,
    targets: Targets<'_>,
    known: Known<'_>,
    functions: &mut Functions<'_, '_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> Calls {
    let mut externals = Externals::default();
    let relocs = layers.image.code_relocs();
    let undefined =
        relocs.undefined().map(|name| (name, externals.id(strings.intern_bytes(name)))).collect();
    let Known { sites, by_address, inlined } = known;
    let transfers = Transfers { layers, targets, sites, by_address, relocs, undefined };
    let (mut rows, joined) = transfers.calls();
    let by_address = transfers.into_copies();
    let mut rest =
        site::Rest { layers, targets, externals: &mut externals, by_address: &by_address };
    rest.add_calls(joined, &mut rows, functions, strings);
    let externals = sort(&mut rows, &externals, strings);
    leave_in_their_hosts(&mut rows, inlined, notices);
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

/// Leaves no call to an inlined instance of another function than its caller: DWARF whose
/// ranges of inlined instances reach out of the function that they are in.
fn leave_in_their_hosts(rows: &mut [Call], inlined: &[Inlined], notices: &mut Vec<Notice>) {
    let is_stray =
        |row: &Call| row.inlined.is_some_and(|at| inlined[at.index()].host != row.caller);
    let first = rows.par_iter().position_first(is_stray);
    let Some(first) = first else { return };
    let site = rows[first].site;
    notices.push(Notice::incomplete(
        format!(".debug_info, code at {site:?}"),
        "inlined instances reach out of the function they are in: of what these copies consist is unknown",
    ));
    let strays = rows[first..].iter_mut().filter(|row| is_stray(row));
    strays.for_each(|row| row.inlined = None);
}

/// Says where calls stand in the source, by what the line tables have for their sites.
pub(super) fn place(rows: &mut [Call], lines: Lines, strings: &mut StringsBuilder) {
    let files: Vec<_> = lines.paths.iter().map(|path| strings.intern(path)).collect();
    for row in lines.rows {
        let file = files[row.file as usize];
        rows[row.at as usize].place = Some(Place { file, line: row.line, column: row.column });
    }
}
