//! An instance becomes its instructions with resolved targets.

use super::super::node::InstanceKind;
use super::super::query::Program;
use super::super::store::List;
use super::memory::Target;
use super::names;
use super::{Machine, To};
use crate::code::{Body, Dest, Meaning};
use crate::id::{Addr, AddrRange, InstanceId};

impl Machine {
    /// The code of an instance: address and bytes of each range that is not empty, hot
    /// part first. `None` if a part is not there or too long to look at.
    pub(super) fn code(&self, program: &Program, id: InstanceId) -> Option<Vec<(u64, &[u8])>> {
        let ranges = program.instance(id).ranges();
        let length = ranges.iter().try_fold(0_u64, |sum, range| sum.checked_add(range.len()))?;
        if length == 0 || length > self.longest {
            return None;
        }
        let ranges = ranges.iter().filter(|range| !range.is_empty());
        let code = ranges.map(|range| {
            let executable = self.memory.section_at(range.begin.0)?.executable;
            let bytes = self.memory.bytes(range.begin.0, range.end.0)?;
            executable.then_some((range.begin.0, bytes))
        });
        code.collect()
    }

    /// Control flow of an instance.
    pub(super) fn body(&self, program: &Program, id: InstanceId) -> Option<Body<To>> {
        let arch = self.arch()?;
        let instance = program.instance(id);
        let mut steps = Vec::new();
        for (address, bytes) in self.code(program, id)? {
            arch.steps(bytes, address, &mut steps);
        }
        let own = Own { id, entry: instance.entry(), ranges: instance.ranges() };
        let mut body = Body::new(
            steps,
            instance.entry().0,
            |dest, call| self.meaning(program, &own, dest, call),
            |trap| program.store.is_warning(trap),
        );
        body.entry?;
        let ways = instance.ranges().iter();
        let ways = ways.flat_map(|range| program.store.ways(range.begin.0, range.end.0));
        body.add_ways(ways);
        let tables = self.jump_tables(&body, &own);
        body.add_ways(tables);
        Some(body)
    }

    /// What a direct transfer means.
    fn meaning(&self, program: &Program, own: &Own<'_>, dest: Dest, call: bool) -> Meaning<To> {
        let address = match self.memory.reloc(dest.field).map(|reloc| reloc.target) {
            // Relocated displacements have four bytes, and end the instruction.
            Some(Target::Address(value)) => value.wrapping_add(4),
            Some(Target::Name(name)) => {
                let known = names::transfer(self.memory.name(name), call);
                return known.unwrap_or(Meaning::Function(To::External(name)));
            }
            None => dest.address,
        };
        if own.holds(address) {
            return match (call, Addr(address) == own.entry) {
                (true, true) => Meaning::Function(To::Instance(own.id)),
                (true, false) => Meaning::Indirect,
                (false, _) => Meaning::Inside(address),
            };
        }
        let Some(id) = program.instance_entered_at(Addr(address)) else {
            return Meaning::Function(To::Unknown);
        };
        let special = match program.instance(id).kind() {
            InstanceKind::Tracer if call => Some(Meaning::Nothing),
            InstanceKind::Function | InstanceKind::Tracer | InstanceKind::Plt => None,
            InstanceKind::Thunk | InstanceKind::Untyped => {
                names::transfer(program.instance_name(id), call)
            }
        };
        special.unwrap_or(Meaning::Function(To::Instance(id)))
    }
}

/// The instance that is looked at.
pub(super) struct Own<'p> {
    id: InstanceId,
    entry: Addr,
    ranges: List<'p, AddrRange>,
}

impl Own<'_> {
    pub(super) fn holds(&self, address: u64) -> bool {
        self.ranges.iter().any(|range| range.contains(Addr(address)))
    }
}

impl Program {
    /// The instance whose entry is at an address.
    pub fn instance_entered_at(&self, address: Addr) -> Option<InstanceId> {
        let entry = |id: InstanceId| self.instance(id).entry();
        let all = self.instance_list();
        all.get(all.partition_point(|id| entry(id) < address)).filter(|&id| entry(id) == address)
    }
}
