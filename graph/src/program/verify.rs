//! `Program::verify`: the invariants of a finished graph, checked on every fixture.

use super::edge::Callee;
use super::node::OriginEvidence;
use super::query::Program;
use super::view::Unit;
use crate::id::{CallId, InlinedId, InstanceId};

impl Program {
    /// The invariants that do not hold, one sentence each; empty if all is well.
    pub fn verify(&self) -> Vec<String> {
        let mut broken = Vec::new();
        self.verify_functions(&mut broken);
        self.verify_instances(&mut broken);
        self.verify_inlined(&mut broken);
        self.verify_calls(&mut broken);
        self.verify_coverage(&mut broken);
        self.verify_lists(&mut broken);
        broken
    }

    /// Functions are sorted by name, file and line, and no two are the same.
    fn verify_functions(&self, broken: &mut Vec<String>) {
        let key = |id| {
            let row = self.function(id);
            let place = row.places().first().map(|place| (self.str(place.file), place.line));
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
                broken.push(format!("instance at {}: {what}", self.address(row.entry())));
            };
            if before.replace(row.entry()).is_some_and(|before| before >= row.entry()) {
                fail("does not come after its predecessor");
            }
            if row.symbols().is_empty() && row.functions().is_empty() {
                fail("nothing names it");
            }
            if !row.ranges().is_empty()
                && !row.ranges().iter().any(|range| range.contains(row.entry()))
            {
                fail("its entry lies in none of its ranges");
            }
            for origin in row.functions() {
                if let OriginEvidence::Die { offset, unit, .. } = origin.evidence {
                    let next = self.units().get(unit.index() + 1).map_or(u64::MAX, Unit::offset);
                    if !(self.unit(unit).offset()..next).contains(&offset) {
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
            let parent = row.parent().map(|parent| (parent, self.inlined(parent)));
            if parent
                .is_some_and(|(at, parent): (InlinedId, _)| at >= id || parent.host() != row.host())
            {
                broken.push(format!(
                    "inlined instance at DIE {:#x}: its parent is of another host",
                    row.die()
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
                |what: &str| broken.push(format!("call at {}: {what}", self.address(row.site())));
            let seen = row.evidence();
            if !seen.instruction && !seen.relocation && seen.call_site.is_none() {
                fail("nothing saw it");
            }
            if before.replace(row.site()).is_some_and(|before| before > row.site()) {
                fail("does not come after its predecessor");
            }
            if row.inlined().is_some_and(|inlined| self.inlined(inlined).host() != row.caller()) {
                fail("its inlined instance is of another host");
            }
            let decoded = seen.instruction || seen.relocation;
            let ranges = &self.instance(row.caller()).ranges();
            if decoded && !ranges.iter().any(|range| range.contains(row.site())) {
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

    /// The lists by function, host, caller and callee hold every row once, where it belongs.
    fn verify_lists(&self, broken: &mut Vec<String>) {
        let mut check = |what: &str, listed: usize, rows: usize, belongs: bool| {
            if listed != rows || !belongs {
                broken.push(format!(
                    "{what}: {listed} are listed of {rows}, all in place: {belongs}"
                ));
            }
        };
        let body_of = |function, id: InstanceId| {
            self.instance(id).functions().iter().any(|origin| origin.function == function)
        };
        let bodies = self.functions().map(|id| self.bodies_of(id).len()).sum();
        let rows = self.instances().map(|id| self.instance(id).functions().len()).sum();
        let all = |id| self.bodies_of(id).iter().all(|body| body_of(id, body));
        check("bodies", bodies, rows, self.functions().all(all));

        let rows = self.inlined_instances().len();
        let copies = self.functions().map(|id| self.copies_of(id).len()).sum();
        let all = |id| self.copies_of(id).iter().all(|copy| self.inlined(copy).function() == id);
        check("copies", copies, rows, self.functions().all(all));
        let inside = self.instances().map(|id| self.inlined_into(id).len()).sum();
        let all = |id| self.inlined_into(id).iter().all(|copy| self.inlined(copy).host() == id);
        check("inlined instances of hosts", inside, rows, self.instances().all(all));

        let rows = self.calls().len();
        let from = self.instances().map(|id| self.calls_from(id).len()).sum();
        let all = |id| self.calls_from(id).iter().all(|call| self.call(call).caller() == id);
        check("calls of callers", from, rows, self.instances().all(all));
        let callee = |call| self.call(call).callee();
        let rows = self.calls().filter(|&call| callee(call).instance().is_some()).count();
        let to = self.instances().map(|id| self.calls_to(id).len()).sum();
        let all = |id| self.calls_to(id).iter().all(|call| callee(call).instance() == Some(id));
        check("calls of callees", to, rows, self.instances().all(all));
        let external = |call: &CallId| matches!(callee(*call), Callee::External(_));
        let rows = self.calls().filter(external).count();
        let out = self.externals().map(|id| self.calls_out(id).len()).sum();
        let all = |id| self.calls_out(id).iter().all(|call| callee(call) == Callee::External(id));
        check("calls of externals", out, rows, self.externals().all(all));
    }
}
