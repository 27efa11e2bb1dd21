//! The kernel's tables joined with the instances: a site, a key, an entry each finds the
//! code it is about.

use std::collections::{BTreeMap, HashMap};

use super::super::edge::{CallKind, Callee};
use super::super::kernel::{FtraceSite, KernelTables, SpecialSite};
use super::super::node::{Instance, InstanceKind};
use super::super::strings::StringsBuilder;
use super::Layers;
use super::calls::Calls;
use super::instances::Instances;
use crate::id::{Addr, InstanceId, StrId};
use crate::image::{
    Binding, Export, Image, Markers, Orc, Region, Regions, RelocTarget, Role, Special, SpecialRow,
    TracerTable, kprobe_blacklist,
};
use crate::notice::Notice;

/// The tables as the image has them.
#[derive(Default)]
pub(super) struct Tables<'d> {
    pub(super) role: Role,
    lto_note: Option<bool>,
    tracer: Option<TracerTable>,
    regions: Option<Regions>,
    kprobe_blacklist: Vec<u64>,
    special: Vec<SpecialRow<'d>>,
    /// The keys of these, sorted, and the symbol that each lies in.
    keys: Vec<(u64, Option<&'d [u8]>)>,
    orc: Orc,
    exports: BTreeMap<String, Export>,
    notices: Vec<Notice>,
}

impl<'d> Tables<'d> {
    /// Reads the tables. Asks for nothing else, so that it may go beside all else.
    pub(super) fn read(image: &Image<'d>, symbols: &Image<'d>, name: &str) -> Self {
        let markers = Markers::read(symbols);
        let mut notices = Vec::new();
        let role = image.role(&markers, name);
        let lto_note = image.lto_note();
        let tracer = TracerTable::read(image, &markers, &mut notices);
        if !role.is_kernel() {
            return Self { role, lto_note, tracer, notices, ..Self::default() };
        }
        let special = SpecialRow::read(image, &markers, &mut notices);
        Self {
            regions: Some(Regions::read(image, &markers)),
            kprobe_blacklist: kprobe_blacklist(image, &markers, &mut notices),
            keys: key_names(symbols, &special),
            orc: Orc::read(image, &markers, &mut notices),
            exports: Export::read(image, &mut notices),
            role,
            lto_note,
            tracer,
            special,
            notices,
        }
    }
}

/// What the join looks at.
pub(super) struct Join<'j, 'a, 'd> {
    pub(super) layers: &'j Layers<'a, 'd>,
    pub(super) instances: &'j Instances,
    pub(super) calls: &'j Calls,
}

/// Joins the tables.
pub(super) fn join(
    join: &Join<'_, '_, '_>,
    found: Tables<'_>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> KernelTables {
    let special = join.special(&found, strings);
    let mut tables =
        KernelTables { role: found.role, lto_note: found.lto_note, ..KernelTables::default() };
    join.ftrace(found.tracer, &mut tables, strings);
    let in_region = join.instances.rows.iter().enumerate().filter_map(|(index, row)| {
        let region = found.regions.as_ref()?.at(row.entry.0);
        (region != Region::Ordinary).then_some((InstanceId::new(index), region))
    });
    tables.regions = in_region.collect();
    let listed = found.kprobe_blacklist.into_iter();
    let listed = listed.filter_map(|address| join.instances.at_entry(address));
    tables.kprobe_blacklist = listed.collect();
    tables.kprobe_blacklist.sort_unstable();
    tables.special = special;
    tables.orc = found.orc;
    tables.exports = found.exports;
    notices.extend(found.notices);
    tables
}

impl Join<'_, '_, '_> {
    /// Gives each instance its site.
    fn ftrace(
        &self,
        table: Option<TracerTable>,
        tables: &mut KernelTables,
        strings: &StringsBuilder,
    ) {
        let Some(table) = table else {
            tables.ftrace = self.tracer_calls(strings);
            tables.has_ftrace = !tables.ftrace.is_empty();
            return;
        };
        tables.ftrace = self.listed(&table.sites);
        if table.is_padding {
            self.add_padded(&table.sites, &mut tables.ftrace);
        }
        tables.has_ftrace = !tables.ftrace.is_empty() || !table.is_padding;
        // Call padding alone: the functions may call the tracer all the same.
        if !tables.has_ftrace {
            tables.ftrace = self.tracer_calls(strings);
            tables.has_ftrace = !tables.ftrace.is_empty();
        }
    }

    /// The first site inside each instance, before the next entry: what `ftrace_location`
    /// finds for the address of a function (kernel/trace/ftrace.c, since Linux 5.18).
    fn listed(&self, sites: &[u64]) -> HashMap<InstanceId, FtraceSite> {
        let rows = &self.instances.rows;
        let site_of = |index: usize| {
            let begin = rows[index].entry.0;
            let next = rows.get(index + 1).map_or(u64::MAX, |row| row.entry.0);
            let end = body_end(&rows[index]).min(next).max(begin.saturating_add(1));
            let site = *sites.get(sites.partition_point(|&site| site < begin))?;
            let listed = FtraceSite::Listed(Addr(site));
            (site < end).then_some((InstanceId::new(index), listed))
        };
        (0..rows.len()).filter_map(site_of).collect()
    }

    /// Sites that begin before the entry (`-fpatchable-function-entry=16,14`, as libpulp
    /// asks for): they count where no-ops follow the entry. With `=16,16`, the call padding of
    /// x86 kernels, none do; that a function begins with a no-op of its own is no proof, so
    /// most must.
    fn add_padded(&self, sites: &[u64], found: &mut HashMap<InstanceId, FtraceSite>) {
        /// More no-ops than any compiler is asked for in front of a function.
        const FARTHEST: u64 = 256;
        let rows = &self.instances.rows;
        let mut padded = Vec::new();
        let mut with_room = 0;
        for &site in sites {
            let next = rows.partition_point(|row| row.entry.0 <= site);
            let inside =
                next > 0 && site < body_end(&rows[next - 1]).max(rows[next - 1].entry.0 + 1);
            let Some(row) = rows.get(next).filter(|_| !inside) else { continue };
            if row.entry.0 - site > FARTHEST {
                continue;
            }
            let has_room = self.has_room(row.entry.0);
            with_room += usize::from(has_room);
            padded.push((InstanceId::new(next), site, has_room));
        }
        if 2 * with_room <= padded.len() {
            return;
        }
        for (id, site, _) in padded.into_iter().filter(|row| row.2) {
            found.entry(id).or_insert(FtraceSite::Listed(Addr(site)));
        }
    }

    /// True if no-ops stand at an entry, or if this machine's code is not decoded: only
    /// x86 has padding that is for nothing else.
    fn has_room(&self, entry: u64) -> bool {
        const LOOK_AT: u64 = 32;
        let Some(arch) = self.layers.arch else { return true };
        let section = self.layers.image.section_at(entry);
        let end = section.map_or(entry, |section| section.address.saturating_add(section.size));
        let code = self.layers.code(entry, end.min(entry.saturating_add(LOOK_AT)));
        code.is_some_and(|code| arch.begins_with_nop(code, entry))
    }

    /// The first call of the tracer in each instance.
    fn tracer_calls(&self, strings: &StringsBuilder) -> HashMap<InstanceId, FtraceSite> {
        let mut found = HashMap::new();
        for call in self.calls.rows.iter().filter(|call| call.kind == CallKind::Call) {
            let is_tracer = match call.callee {
                Callee::Entry(id) => self.instances.rows[id.index()].kind == InstanceKind::Tracer,
                Callee::External(id) => {
                    let name = strings.get(self.calls.externals[id.index()]);
                    matches!(name, "__fentry__" | "mcount" | "_mcount")
                }
                Callee::Middle(_) | Callee::Unnamed(_) => false,
            };
            if is_tracer {
                found.entry(call.caller).or_insert(FtraceSite::Called(call.site));
            }
        }
        found
    }

    /// The entries of the other tables, with the names of their keys, sorted by address.
    fn special(&self, found: &Tables<'_>, strings: &mut StringsBuilder) -> Vec<SpecialSite> {
        let names = found.keys.iter().map(|key| key.1.map(|name| strings.intern_bytes(name)));
        let names: Vec<Option<StrId>> = names.collect();
        let name_of = |address: u64| {
            let at = found.keys.binary_search_by_key(&address, |key| key.0).ok()?;
            names[at]
        };
        let mut sites: Vec<_> = found
            .special
            .iter()
            .map(|row| {
                let key = row.key.and_then(|key| match key {
                    RelocTarget::Address(address) => name_of(address),
                    RelocTarget::Undefined(name) => Some(strings.intern_bytes(name)),
                });
                let traced = key.is_some_and(|key| strings.get(key).starts_with("__tracepoint_"));
                let kind = match row.kind {
                    Special::JumpLabel if traced => Special::Tracepoint,
                    kind => kind,
                };
                let key_address = match row.key {
                    Some(RelocTarget::Address(address)) => Some(Addr(address)),
                    _ => None,
                };
                SpecialSite { address: Addr(row.address), kind, key, key_address }
            })
            .collect();
        sites.sort_unstable();
        sites
    }
}

/// The symbol that each key lies in: the global one first, then by position.
fn key_names<'d>(symbols: &Image<'d>, rows: &[SpecialRow<'d>]) -> Vec<(u64, Option<&'d [u8]>)> {
    let mut keys: Vec<u64> = rows
        .iter()
        .filter_map(|row| match row.key? {
            RelocTarget::Address(address) => Some(address),
            RelocTarget::Undefined(_) => None,
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut best: Vec<Option<(Binding, u32, &[u8])>> = vec![None; keys.len()];
    let mut work = 0_usize;
    symbols.named_symbols(|symbol| {
        let end = symbol.address.saturating_add(symbol.size.max(1));
        let first = keys.partition_point(|&key| key < symbol.address);
        // Most symbols hold none.
        if keys.get(first).is_none_or(|&key| key >= end) {
            return;
        }
        let count = keys[first..].partition_point(|&key| key < end);
        // Symbols that all claim all keys are no honest file's.
        work = work.saturating_add(count);
        if work > BUDGET {
            return;
        }
        for found in &mut best[first..first + count] {
            let ours = (symbol.binding, symbol.index, symbol.name);
            if found.is_none_or(|found| (ours.0, ours.1) < (found.0, found.1)) {
                *found = Some(ours);
            }
        }
    });
    keys.into_iter().zip(best.into_iter().map(|found| found.map(|row| row.2))).collect()
}

/// Pairs of key and symbol to look at; a kernel has a few thousand.
const BUDGET: usize = 10_000_000;

/// The end of the piece of code that the entry stands in.
fn body_end(row: &Instance) -> u64 {
    let hot = row.ranges.iter().find(|range| range.contains(row.entry));
    hot.map_or(row.entry.0, |range| range.end.0)
}
