//! `Program::verify`: the invariants of a finished graph, checked on every fixture.

use super::edge::Callee;
use super::node::OriginEvidence;
use super::query::Program;
use crate::id::{InlinedId, InstanceId};

impl Program {
    /// The invariants that do not hold, one sentence each; empty if all is well.
    pub fn verify(&self) -> Vec<String> {
        let mut broken = Vec::new();
        self.verify_functions(&mut broken);
        self.verify_instances(&mut broken);
        self.verify_inlined(&mut broken);
        self.verify_calls(&mut broken);
        self.verify_coverage(&mut broken);
        self.verify_graph(&mut broken);
        broken
    }

    /// Functions are sorted by name, file and line, and no two are the same.
    fn verify_functions(&self, broken: &mut Vec<String>) {
        let key = |id| {
            let row = self.function(id);
            let place = row.places.first().map(|place| (self.str(place.file), place.line));
            (self.function_name(id), place)
        };
        let ids: Vec<_> = self.functions().collect();
        for pair in ids.windows(2).filter(|pair| key(pair[0]) >= key(pair[1])) {
            broken.push(format!(
                "function {} does not come after its predecessor",
                self.function_name(pair[1])
            ));
        }
    }

    /// Instances are sorted by entry; each is code of something, its entry lies in a
    /// range of its own, and a DIE that it names lies in the unit that it names.
    fn verify_instances(&self, broken: &mut Vec<String>) {
        let mut before = None;
        for id in self.instances() {
            let row = self.instance(id);
            let mut fail = |what: &str| {
                broken.push(format!("instance at {}: {what}", self.address(row.entry)));
            };
            if before.replace(row.entry).is_some_and(|before| before >= row.entry) {
                fail("does not come after its predecessor");
            }
            if row.symbols.is_empty() && row.functions.is_empty() {
                fail("nothing names it");
            }
            if !row.ranges.is_empty() && !row.ranges.iter().any(|range| range.contains(row.entry)) {
                fail("its entry lies in none of its ranges");
            }
            for origin in &row.functions {
                if let OriginEvidence::Die { offset, unit, .. } = origin.evidence {
                    let next =
                        self.units().get(unit.index() + 1).map_or(u64::MAX, |unit| unit.offset);
                    if !(self.unit(unit).offset..next).contains(&offset) {
                        fail("its DIE lies in another unit");
                    }
                }
            }
        }
    }

    /// An inlined instance comes behind its parent, in the same host.
    fn verify_inlined(&self, broken: &mut Vec<String>) {
        for id in self.inlined_instances() {
            let row = self.inlined(id);
            let parent = row.parent.map(|parent| (parent, self.inlined(parent)));
            if parent
                .is_some_and(|(at, parent): (InlinedId, _)| at >= id || parent.host != row.host)
            {
                broken.push(format!(
                    "inlined instance at DIE {:#x}: its parent is of another host",
                    row.die
                ));
            }
        }
    }

    /// Calls are sorted, lie in their caller, and something saw each.
    fn verify_calls(&self, broken: &mut Vec<String>) {
        let mut before = None;
        for id in self.calls() {
            let row = self.call(id);
            let mut fail =
                |what: &str| broken.push(format!("call at {}: {what}", self.address(row.site)));
            let seen = row.evidence;
            if !seen.instruction && !seen.relocation && seen.call_site.is_none() {
                fail("nothing saw it");
            }
            if before.replace(row.site).is_some_and(|before| before > row.site) {
                fail("does not come after its predecessor");
            }
            if row.inlined.is_some_and(|inlined| self.inlined(inlined).host != row.caller) {
                fail("its inlined instance is of another host");
            }
            let decoded = seen.instruction || seen.relocation;
            let ranges = &self.instance(row.caller).ranges;
            if decoded && !ranges.iter().any(|range| range.contains(row.site)) {
                fail("lies outside its caller");
            }
        }
    }

    /// Every executable byte is counted once.
    fn verify_coverage(&self, broken: &mut Vec<String>) {
        let coverage = self.coverage();
        let sum = coverage.described
            + coverage.symbol_only
            + coverage.linkage
            + coverage.padding
            + coverage.unknown;
        if sum != coverage.total {
            broken.push(format!("coverage: {sum} bytes counted of {}", coverage.total));
        }
    }

    /// The petgraph graph has an edge for every row, and no other.
    fn verify_graph(&self, broken: &mut Vec<String>) {
        let bodies: usize = self.instances.iter().map(|row| row.functions.len()).sum();
        let linked = |callee| !matches!(callee, Callee::Unnamed(_));
        let calls = self.calls.iter().filter(|row| linked(row.callee)).count();
        let expected = bodies + self.inlined.len() + calls;
        if self.graph.edge_count() != expected {
            broken.push(format!("graph: {} edges for {expected} rows", self.graph.edge_count()));
        }
        let hosts = |id: InstanceId| {
            self.inlined_into(id).iter().all(|&copy| self.inlined(copy).host == id)
        };
        if !self.instances().all(hosts) {
            broken.push("graph: an inlined edge leads to another host".to_owned());
        }
    }
}
