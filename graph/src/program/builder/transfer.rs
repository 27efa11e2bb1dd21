//! Decoded calls and jumps, joined with relocations and call sites, in parallel.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::super::edge::{Call, CallEvidence, CallKind, Callee};
use super::super::node::InstanceKind;
use super::Layers;
use super::calls::Targets;
use super::instances::Owner;
use super::segments::{Interval, Segments};
use super::site::Sites;
use super::waves;
use crate::code::{Arch, Transfer, TransferKind};
use crate::id::{Addr, ExternalId, InlinedId, InstanceId};
use crate::image::{CodeRelocs, RelocTarget};

/// What a decoded transfer is joined with.
pub(super) struct Transfers<'t, 'a, 'd> {
    pub(super) layers: &'t Layers<'a, 'd>,
    pub(super) targets: Targets<'t>,
    pub(super) sites: Sites,
    /// The innermost inlined instance at an address.
    pub(super) by_address: Segments<InlinedId>,
    pub(super) relocs: CodeRelocs<'d>,
    /// Functions of other objects that relocations name.
    pub(super) undefined: HashMap<&'d [u8], ExternalId, RandomState>,
}

/// Calls of a run of segments, and the DIEs of the call sites that were joined:
/// also those of jumps within a function, which are no edges.
type Found = (Vec<Call>, Vec<u64>);

impl Transfers<'_, '_, '_> {
    /// Decodes every function, in the order of addresses.
    pub(super) fn calls(&self) -> Found {
        /// Segments decoded by one task.
        const TASK: usize = 256;
        let Some(arch) = self.layers.arch else { return Found::default() };
        let tasks: Vec<_> = self.targets.owners.rows().chunks(TASK).collect();
        // Nearly every call has a call site, save those of the tracer.
        let (sites, tracers) = (self.sites.count(), self.targets.instances.rows.len());
        let mut all = (Vec::with_capacity(sites + tracers), Vec::with_capacity(sites));
        let join = |(calls, joined): Found| {
            all.0.extend(calls);
            all.1.extend(joined);
        };
        waves::each(&tasks, |_, segments| self.of_segments(arch, segments), join);
        all
    }

    /// What is needed of it later: the innermost inlined instance at an address.
    pub(super) fn into_copies(self) -> Segments<InlinedId> {
        self.by_address
    }

    fn of_segments(&self, arch: &dyn Arch, segments: &[Interval<Owner>]) -> Found {
        let mut found = Found::default();
        let Some(first) = segments.first() else { return found };
        let mut transfers = Vec::new();
        let mut sites = self.sites.walk(first.begin);
        let mut copies = self.by_address.walk(first.begin);
        let mut entries = self.targets.instances.entries_from(first.begin);
        for segment in segments {
            let Owner::Instance(caller) = segment.owner else { continue };
            // A stub's jump to the dynamic linker is no call of the program.
            if self.targets.instances.rows[caller.index()].kind == InstanceKind::Plt {
                continue;
            }
            let Some(code) = self.layers.code(segment.begin, segment.end) else { continue };
            let is_own = entries.are_of(caller, segment.begin, segment.end);
            transfers.clear();
            arch.transfers(code, segment.begin, &mut transfers);
            for transfer in &transfers {
                let site = sites.of(transfer);
                found.1.extend(site);
                let inside = segment.begin <= transfer.target && transfer.target < segment.end;
                let reloc = self.relocs.at(transfer.field);
                // Most jumps stay in their function.
                if transfer.kind != TransferKind::Call && inside && is_own && reloc.is_none() {
                    continue;
                }
                let inlined = copies.owner(transfer.site);
                found.0.extend(self.call(caller, inlined, transfer, reloc, site));
            }
        }
        found
    }

    fn call(
        &self,
        caller: InstanceId,
        inlined: Option<InlinedId>,
        transfer: &Transfer,
        reloc: Option<RelocTarget<'_>>,
        site: Option<u64>,
    ) -> Option<Call> {
        let callee = match reloc {
            Some(RelocTarget::Undefined(name)) => Callee::External(*self.undefined.get(name)?),
            // The processor counts from the next instruction, the relocation from its field.
            Some(RelocTarget::Address(value)) => {
                self.targets.callee(value.wrapping_add(transfer.next.wrapping_sub(transfer.field)))
            }
            None => self.targets.callee(transfer.target),
        };
        let kind = match transfer.kind {
            TransferKind::Call => CallKind::Call,
            TransferKind::Jump => CallKind::Jump,
            TransferKind::ConditionalJump => CallKind::ConditionalJump,
        };
        // A jump within the function is no edge; nor is one to its own entry, a loop.
        if kind != CallKind::Call && callee.instance() == Some(caller) {
            return None;
        }
        Some(Call {
            caller,
            inlined,
            callee,
            site: Addr(transfer.site),
            kind,
            evidence: CallEvidence {
                instruction: reloc.is_none(),
                relocation: reloc.is_some(),
                call_site: site,
            },
            place: None,
            meant: None,
        })
    }
}

impl Targets<'_> {
    /// What control reaches at an address.
    fn callee(&self, target: u64) -> Callee {
        if let Some(id) = self.instances.at_entry(target) {
            return Callee::Entry(id);
        }
        match self.owners.owner(target) {
            Some(Owner::Instance(id)) => Callee::Middle(id),
            Some(Owner::Padding) | None => Callee::Unnamed(Addr(target)),
        }
    }
}
