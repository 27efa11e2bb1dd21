//! What the builder found becomes the rows that are packed.

use super::super::kernel::{KernelFacts, KernelTables};
use super::super::node::Instance;
use super::super::store::{InstanceRow, KernelRows, Rows};
use super::super::strings::StringsBuilder;

/// The rows of instances, and the lists that belong to them.
pub(super) fn instances(found: Vec<Instance>, rows: &mut Rows) {
    rows.instances = Vec::with_capacity(found.len());
    for row in found {
        rows.instances.push(InstanceRow { entry: row.entry, kind: row.kind, abi: row.abi });
        rows.ranges.push(row.ranges);
        rows.names.push(row.symbols);
        rows.cold_names.push(row.cold_symbols);
        rows.origins.push(row.functions);
    }
}

/// The rows of the kernel's tables, and what there is besides.
pub(super) fn kernel(
    found: KernelTables,
    strings: &mut StringsBuilder,
) -> (KernelRows, KernelFacts) {
    let facts =
        KernelFacts { role: found.role, lto_note: found.lto_note, has_ftrace: found.has_ftrace };
    let mut ftrace: Vec<_> = found.ftrace.into_iter().collect();
    ftrace.sort_unstable_by_key(|row| row.0);
    let mut regions: Vec<_> = found.regions.into_iter().collect();
    regions.sort_unstable_by_key(|row| row.0);
    let exports = found.exports.into_iter();
    let rows = KernelRows {
        ftrace,
        regions,
        kprobe_blacklist: found.kprobe_blacklist,
        special: found.special,
        orc: found.orc,
        exports: exports.map(|(name, kind)| (strings.intern(&name), kind)).collect(),
    };
    (rows, facts)
}
