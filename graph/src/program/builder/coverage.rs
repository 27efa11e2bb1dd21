//! Whose every executable byte is.

use super::super::coverage::Coverage;
use super::super::node::{InstanceKind, Origin};
use super::Layers;
use super::instances::{Instances, Owner};
use super::segments::Segments;
use crate::id::AddrRange;

/// Measures the executable sections.
pub(super) fn measure(
    layers: &Layers<'_, '_>,
    owners: &Segments<Owner>,
    instances: &Instances,
) -> Coverage {
    let mut coverage = Coverage::default();
    for section in &layers.object.sections {
        let begin = section.address.0;
        let end = begin.saturating_add(section.size);
        add(&mut coverage.total, end - begin);
        let mut cursor = begin;
        for segment in owners.within(begin, end) {
            gap(layers, cursor, segment.begin, &mut coverage);
            let bytes = segment.end.min(end) - segment.begin.max(begin);
            match segment.owner {
                Owner::Padding => add(&mut coverage.padding, bytes),
                Owner::Instance(id) => add(share(&mut coverage, instances, id), bytes),
            }
            cursor = segment.end;
        }
        gap(layers, cursor, end, &mut coverage);
    }
    coverage
}

/// Sections without bytes in the file may be of any size, all together of more than fits.
fn add(sum: &mut u64, bytes: u64) {
    *sum = sum.saturating_add(bytes);
}

fn share<'c>(
    coverage: &'c mut Coverage,
    instances: &Instances,
    id: crate::id::InstanceId,
) -> &'c mut u64 {
    let instance = &instances.rows[id.index()];
    match instance.kind {
        InstanceKind::Plt => &mut coverage.linkage,
        _ if instance.functions.iter().any(Origin::is_described) => &mut coverage.described,
        _ => &mut coverage.symbol_only,
    }
}

/// Bytes that nobody owns: fill, linkage headers, or unknown.
fn gap(layers: &Layers<'_, '_>, begin: u64, end: u64, coverage: &mut Coverage) {
    let Some(range) = AddrRange::new(begin, end).filter(|range| !range.is_empty()) else { return };
    let fill = layers
        .code(begin, end)
        .zip(layers.arch)
        .is_some_and(|(code, arch)| arch.is_fill(code, begin));
    let linkage = layers.object.section_at(range.begin).is_some_and(|section| section.linkage);
    if linkage {
        add(&mut coverage.linkage, range.len());
    } else if fill {
        add(&mut coverage.padding, range.len());
    } else {
        add(&mut coverage.unknown, range.len());
        coverage.unknown_ranges.push(range);
    }
}
