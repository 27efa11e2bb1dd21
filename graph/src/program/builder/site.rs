//! DWARF call sites: found by address, and those that no instruction was decoded for.

use rayon::prelude::*;

use super::super::edge::{Call, CallEvidence, CallKind, Callee};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::calls::{Externals, Targets};
use super::functions::Functions;
use super::instances::Owner;
use super::origin;
use super::radix;
use super::segments::Segments;
use crate::code::{Transfer, TransferKind};
use crate::dwarf::{CallSite, Name, UnitRows};
use crate::id::{Addr, InlinedId, InstanceId};

/// The DIEs of call sites, sorted by the addresses they are known by.
pub(super) struct Sites {
    by_return: Vec<(u64, u64)>,
    by_call: Vec<(u64, u64)>,
}

impl Sites {
    pub(super) fn new(units: &[UnitRows<'_>]) -> Self {
        let sorted = |address: fn(&CallSite) -> Option<u64>| {
            let sites = units.par_iter().flat_map_iter(UnitRows::call_sites);
            // In the order of their DIEs.
            let rows = sites.filter_map(|site| Some((address(&site)?, site.die)));
            let mut rows: Vec<_> = rows.collect();
            radix::sort(&mut rows, |row| row.0);
            rows
        };
        Self { by_return: sorted(|site| site.return_pc), by_call: sorted(|site| site.call_pc) }
    }

    /// How many there are, about.
    pub(super) fn count(&self) -> usize {
        self.by_return.len().max(self.by_call.len())
    }

    /// The way along the call sites from an address on.
    pub(super) fn walk(&self, from: u64) -> Walk<'_> {
        let ahead = |rows| after(rows, from);
        Walk { by_return: ahead(&self.by_return), by_call: ahead(&self.by_call) }
    }
}

/// A place among the call sites: those of transfers in the order of addresses.
pub(super) struct Walk<'s> {
    by_return: &'s [(u64, u64)],
    by_call: &'s [(u64, u64)],
}

impl Walk<'_> {
    /// The DIE of the call site of a transfer, which is none before the last one asked for.
    /// GCC gives a tail call the address behind the jump as its return address, clang the
    /// address of the jump. A jump through the global offset table that the linker made
    /// direct is one byte shorter than the compiler knew (corpus: `got-call`).
    pub(super) fn of(&mut self, transfer: &Transfer) -> Option<u64> {
        let known = advance(&mut self.by_call, transfer.site);
        let behind = advance(&mut self.by_return, transfer.next);
        let relaxed = || match (transfer.kind, self.by_return.first()) {
            (TransferKind::Jump, Some(&(address, die))) => {
                (Some(address) == transfer.next.checked_add(1)).then_some(die)
            }
            _ => None,
        };
        known.or(behind).or_else(relaxed)
    }
}

/// Goes on to an address; the first DIE that is known by it.
fn advance(ahead: &mut &[(u64, u64)], address: u64) -> Option<u64> {
    while let [first, rest @ ..] = *ahead
        && first.0 < address
    {
        *ahead = rest;
    }
    ahead.first().filter(|row| row.0 == address).map(|row| row.1)
}

fn after(sorted: &[(u64, u64)], address: u64) -> &[(u64, u64)] {
    &sorted[sorted.partition_point(|row| row.0 < address)..]
}

/// Adds the calls that only call sites tell of: calls through a pointer whose target
/// the compiler knew, and all calls of machines that are not decoded.
pub(super) struct Rest<'r, 'a, 'd> {
    pub(super) layers: &'r Layers<'a, 'd>,
    pub(super) targets: Targets<'r>,
    pub(super) externals: &'r mut Externals,
    pub(super) by_address: &'r Segments<InlinedId>,
}

impl Rest<'_, '_, '_> {
    /// Adds to `rows`; `joined` are the DIEs of the call sites that are there already.
    pub(super) fn add_calls(
        &mut self,
        mut joined: Vec<u64>,
        rows: &mut Vec<Call>,
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
    ) {
        radix::sort(&mut joined, |&die| die);
        let mut joined = joined.into_iter().peekable();
        for site in self.layers.units.iter().flat_map(UnitRows::call_sites) {
            // Sites come in the order of their DIEs, too.
            while joined.next_if(|&die| die < site.die).is_some() {}
            let is_joined = joined.peek() == Some(&site.die);
            let Some(origin) = site.origin.filter(|_| !is_joined) else { continue };
            let Some((pc, caller)) = self.caller(&site) else { continue };
            for callee in self.callees(origin, functions, strings) {
                rows.push(Call {
                    caller,
                    inlined: self.by_address.owner(pc.wrapping_sub(1)),
                    callee,
                    site: Addr(pc),
                    kind: match self.layers.arch {
                        Some(_) => CallKind::Indirect,
                        None => CallKind::Call,
                    },
                    evidence: CallEvidence { call_site: Some(site.die), ..CallEvidence::default() },
                    place: None,
                    meant: None,
                });
            }
        }
    }

    /// The address a call site is known by, and the instance that holds it. A return
    /// address may lie behind the caller's last byte.
    fn caller(&self, site: &CallSite) -> Option<(u64, InstanceId)> {
        let pc = site.call_pc.or(site.return_pc)?;
        let within = if site.call_pc.is_some() { pc } else { pc.wrapping_sub(1) };
        match self.targets.owners.owner(within)? {
            Owner::Instance(caller) => Some((pc, caller)),
            Owner::Padding => None,
        }
    }

    /// What the origin of a call site may be: the instance that carries its linkage
    /// name, else every body of its function, else a function of another object.
    fn callees(
        &mut self,
        origin: u64,
        functions: &mut Functions<'_, '_>,
        strings: &mut StringsBuilder,
    ) -> Vec<Callee> {
        let Some(at) = origin::find(self.layers.units, origin) else { return Vec::new() };
        let identity = origin::identity(self.layers.units, at);
        let names = [identity.linkage_name, identity.name].map(|name| name.map(Name::bytes));
        for name in names.into_iter().flatten() {
            let name = strings.intern_bytes(name);
            let named = self.targets.instances.with_symbol(name);
            if named.len() > 0 {
                return named.map(Callee::Entry).collect();
            }
        }
        let bodies: Vec<_> = functions
            .of_row(at, strings)
            .map(|function| self.targets.instances.bodies_of(function).map(Callee::Entry).collect())
            .unwrap_or_default();
        match names.into_iter().flatten().next() {
            Some(name) if bodies.is_empty() => {
                let name = strings.intern_bytes(name);
                vec![Callee::External(self.externals.id(name))]
            }
            _ => bodies,
        }
    }
}
