//! From an address to the code there: the instance, and the copies of source functions
//! that it is part of.

use std::collections::BTreeMap;

use super::query::Program;
use crate::id::{Addr, AddrRange, InlinedId, InstanceId};

/// Finds what lies at addresses of a program.
#[derive(Debug)]
pub struct CodeMap<'p> {
    program: &'p Program,
    /// Sorted.
    ranges: Vec<(u64, u64, InstanceId)>,
    /// The ranges of the inlined instances of hosts asked for so far, in the order of
    /// their DIEs.
    copies: BTreeMap<InstanceId, Vec<(AddrRange, InlinedId)>>,
}

impl<'p> CodeMap<'p> {
    /// The map of a program.
    pub fn new(program: &'p Program) -> Self {
        let mut ranges = Vec::new();
        for id in program.instances() {
            let of_instance = program.instance(id).ranges();
            ranges.extend(of_instance.iter().map(|range| (range.begin.0, range.end.0, id)));
        }
        ranges.sort_unstable();
        Self { program, ranges, copies: BTreeMap::new() }
    }

    /// The instance whose code holds an address.
    pub fn instance(&self, address: Addr) -> Option<InstanceId> {
        let after = self.ranges.partition_point(|&(begin, ..)| begin <= address.0);
        let &(_, end, id) = self.ranges.get(after.checked_sub(1)?)?;
        (address.0 < end).then_some(id)
    }

    /// The inlined instances around an address of a host, outermost first.
    pub fn copies(&mut self, host: InstanceId, address: Addr) -> Vec<InlinedId> {
        let program = self.program;
        let known = self.copies.entry(host).or_insert_with(|| {
            let inside = program.inlined_into(host);
            let of_copy = |id: InlinedId| {
                program.inlined_ranges(id).to_vec().into_iter().map(move |range| (range, id))
            };
            inside.iter().flat_map(of_copy).collect()
        });
        let mut found: Vec<_> =
            known.iter().filter(|(range, _)| range.contains(address)).map(|(_, id)| *id).collect();
        found.dedup();
        // A DIE stands behind those around it.
        found.sort_unstable();
        found
    }
}
