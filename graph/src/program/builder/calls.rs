//! Calls: decoded instructions, relocations and DWARF call sites, joined by return address.

use std::collections::BTreeMap;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::super::edge::{Call, CallEvidence, CallKind, Callee};
use super::super::node::{InstanceKind, Place};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::functions::Functions;
use super::inlined::InlinedRows;
use super::instances::{Instances, Owner};
use super::origin;
use super::segments::Segments;
use crate::code::{Transfer, TransferKind};
use crate::dwarf::CallSite;
use crate::id::{Addr, ExternalId, InlinedId, InstanceId, StrId};
use crate::image::{CodeRelocs, RelocTarget};
use crate::notice::Notice;

/// Calls sorted by site, and the names of functions of other objects, sorted.
pub(super) struct Calls {
    pub(super) rows: Vec<Call>,
    pub(super) externals: Vec<StrId>,
}

/// A decoded transfer with its caller and, in an ET_REL file, its relocation.
struct Decoded<'d> {
    caller: InstanceId,
    transfer: Transfer,
    reloc: Option<RelocTarget<'d>>,
}

/// Finds all calls.
pub(super) fn find(
    layers: &Layers<'_, '_>,
    owners: &Segments<Owner>,
    instances: &Instances,
    functions: &mut Functions<'_, '_>,
    inlined: &InlinedRows,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> Calls {
    let relocs = layers.image.code_relocs();
    let decoded = decode(layers, owners, &relocs);
    let mut join = Join {
        owners,
        instances,
        sites: Sites::new(layers),
        by_address: inlined.by_address(),
        externals: BTreeMap::new(),
        rows: Vec::with_capacity(decoded.len()),
    };
    for row in &decoded {
        join.transfer(row, strings);
    }
    join.remaining_sites(layers, functions, strings);
    let mut calls = join.finish(strings);
    place(layers, &mut calls.rows, strings, notices);
    calls
}

/// Decodes every function, in parallel, in the order of addresses.
fn decode<'d>(
    layers: &Layers<'_, 'd>,
    owners: &Segments<Owner>,
    relocs: &CodeRelocs<'d>,
) -> Vec<Decoded<'d>> {
    let Some(arch) = layers.arch else { return Vec::new() };
    /// Segments decoded by one task.
    const TASK: usize = 256;
    let chunks: Vec<_> = owners
        .rows()
        .par_chunks(TASK)
        .map(|segments| {
            let mut found = Vec::new();
            let mut transfers = Vec::new();
            for segment in segments {
                let Owner::Instance(caller) = segment.owner else { continue };
                let Some(code) = layers.code(segment.begin, segment.end) else { continue };
                transfers.clear();
                arch.transfers(code, segment.begin, &mut transfers);
                found.extend(transfers.iter().map(|&transfer| Decoded {
                    caller,
                    transfer,
                    reloc: relocs.at(transfer.field),
                }));
            }
            found
        })
        .collect();
    chunks.into_iter().flatten().collect()
}

/// DWARF call sites by the addresses they are known by.
struct Sites<'a> {
    by_return: HashMap<u64, &'a CallSite, RandomState>,
    by_call: HashMap<u64, &'a CallSite, RandomState>,
}

impl<'a> Sites<'a> {
    fn new(layers: &Layers<'a, '_>) -> Self {
        let mut sites = Self { by_return: HashMap::default(), by_call: HashMap::default() };
        for site in layers.units.iter().flat_map(|unit| &unit.call_sites) {
            if let Some(pc) = site.return_pc {
                sites.by_return.entry(pc).or_insert(site);
            }
            if let Some(pc) = site.call_pc {
                sites.by_call.entry(pc).or_insert(site);
            }
        }
        sites
    }

    /// The call site of a transfer. GCC gives a tail call the address behind the
    /// jump as its return address, clang the address of the jump.
    fn of(&self, transfer: &Transfer) -> Option<&'a CallSite> {
        self.by_call.get(&transfer.site).or_else(|| self.by_return.get(&transfer.next)).copied()
    }
}

struct Join<'j, 'a> {
    owners: &'j Segments<Owner>,
    instances: &'j Instances,
    sites: Sites<'a>,
    by_address: Segments<InlinedId>,
    /// Names of other objects' functions, in the order of discovery.
    externals: BTreeMap<StrId, u32>,
    rows: Vec<Call>,
}

impl Join<'_, '_> {
    fn transfer(&mut self, row: &Decoded<'_>, strings: &mut StringsBuilder) {
        // A stub's jump to the dynamic linker is no call of the program.
        if self.instances.rows[row.caller.index()].kind == InstanceKind::Plt {
            return;
        }
        let transfer = &row.transfer;
        let callee = match row.reloc {
            Some(RelocTarget::Undefined(name)) => {
                let name = strings.intern_bytes(name);
                self.external(name)
            }
            // The processor counts from the next instruction, the relocation from its field.
            Some(RelocTarget::Address(value)) => {
                self.callee(value.wrapping_add(transfer.next.wrapping_sub(transfer.field)))
            }
            None => self.callee(transfer.target),
        };
        let kind = match transfer.kind {
            TransferKind::Call => CallKind::Call,
            TransferKind::Jump => CallKind::Jump,
            TransferKind::ConditionalJump => CallKind::ConditionalJump,
        };
        // A jump within the function is no edge; nor is one to its own entry, a loop.
        if kind != CallKind::Call && callee.instance() == Some(row.caller) {
            return;
        }
        let site = self.sites.of(transfer);
        self.rows.push(Call {
            caller: row.caller,
            inlined: self.by_address.owner(transfer.site),
            callee,
            site: Addr(transfer.site),
            kind,
            evidence: CallEvidence {
                instruction: row.reloc.is_none(),
                relocation: row.reloc.is_some(),
                call_site: site.map(|site| site.die),
            },
            place: None,
        });
    }

    fn callee(&self, target: u64) -> Callee {
        match (self.instances.at_entry(target), self.owners.owner(target)) {
            (Some(id), _) => Callee::Entry(id),
            (None, Some(Owner::Instance(id))) => Callee::Middle(id),
            (None, Some(Owner::Padding) | None) => Callee::Unnamed(Addr(target)),
        }
    }

    fn external(&mut self, name: StrId) -> Callee {
        let next = self.externals.len() as u32;
        Callee::External(ExternalId(*self.externals.entry(name).or_insert(next)))
    }

    /// Call sites that no decoded instruction was found for: calls through a pointer
    /// whose target the compiler knew, and all calls of machines that are not decoded.
    fn remaining_sites(
        &mut self,
        layers: &Layers<'_, '_>,
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
    ) {
        let mut seen: Vec<u64> =
            self.rows.iter().filter_map(|call| call.evidence.call_site).collect();
        seen.sort_unstable();
        for site in layers.units.iter().flat_map(|unit| &unit.call_sites) {
            let Some(pc) = site.call_pc.or(site.return_pc) else { continue };
            let Some(Owner::Instance(caller)) =
                self.owners.owner(pc.wrapping_sub(u64::from(site.call_pc.is_none())))
            else {
                continue;
            };
            let Some(origin) = site.origin.filter(|_| seen.binary_search(&site.die).is_err())
            else {
                continue;
            };
            for callee in self.callees_of(layers, origin, functions, strings) {
                self.rows.push(Call {
                    caller,
                    inlined: self.by_address.owner(pc.wrapping_sub(1)),
                    callee,
                    site: Addr(pc),
                    kind: if layers.arch.is_some() { CallKind::Indirect } else { CallKind::Call },
                    evidence: CallEvidence { call_site: Some(site.die), ..CallEvidence::default() },
                    place: None,
                });
            }
        }
    }

    /// What the origin of a call site may be: the instance that carries its linkage
    /// name, else every body of its function, else a function of another object.
    fn callees_of(
        &mut self,
        layers: &Layers<'_, '_>,
        origin: u64,
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
    ) -> Vec<Callee> {
        let Some(at) = origin::find(layers.units, origin) else { return Vec::new() };
        let identity = origin::identity(layers.units, at);
        let names = [identity.linkage_name, identity.name];
        for name in names.into_iter().flatten() {
            let name = strings.intern_bytes(name);
            match self.instances.with_symbol(name) {
                [] => {}
                found => return found.iter().map(|&id| Callee::Entry(id)).collect(),
            }
        }
        let bodies = functions
            .of_row(at, strings)
            .map(|function| self.instances.bodies_of(function))
            .unwrap_or_default();
        match (bodies, names.into_iter().flatten().next()) {
            ([], Some(name)) => {
                let name = strings.intern_bytes(name);
                vec![self.external(name)]
            }
            (bodies, _) => bodies.iter().map(|&id| Callee::Entry(id)).collect(),
        }
    }

    /// Sorts the calls, and the externals by name.
    fn finish(self, strings: &StringsBuilder) -> Calls {
        let mut named: Vec<_> = self.externals.into_iter().collect();
        named.sort_unstable_by(|a, b| strings.get(a.0).cmp(strings.get(b.0)));
        let mut order = vec![ExternalId(0); named.len()];
        for (new, &(_, old)) in named.iter().enumerate() {
            order[old as usize] = ExternalId::new(new);
        }
        let mut rows = self.rows;
        for row in &mut rows {
            if let Callee::External(id) = &mut row.callee {
                *id = order[id.index()];
            }
        }
        rows.sort_by_key(|row| (row.site, row.callee));
        Calls { rows, externals: named.into_iter().map(|(name, _)| name).collect() }
    }
}

/// Looks every call up in the line tables.
fn place(
    layers: &Layers<'_, '_>,
    rows: &mut [Call],
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) {
    let addresses: Vec<u64> = rows.iter().map(|row| row.site.0).collect();
    let units: Vec<u64> = layers
        .units
        .iter()
        .filter(|unit| unit.counts.units_without_code == 0)
        .map(|unit| unit.offset)
        .collect();
    let (found, unreadable) = layers.dwarf.lines(&units, &addresses);
    notices.extend(unreadable);
    for (at, row) in found {
        let file = strings.intern(&row.file);
        rows[at as usize].place = Some(Place { file, line: row.line, column: row.column });
    }
}
