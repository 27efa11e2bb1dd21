//! Operands become references: what they lead to, by relocation or by address.

use super::super::query::Program;
use super::memory::{Section, Target};
use super::{Machine, RefTarget, Reference};
use crate::code::{Access, Operand, OperandKind, Step};
use crate::id::{Addr, InstanceId};
use crate::image::ElfKind;

/// The kernel's per-cpu variables.
const PER_CPU: &str = ".data..percpu";

impl Machine {
    /// What the code of an instance refers to, sorted.
    pub(super) fn references(&self, program: &Program, id: InstanceId) -> Option<Vec<Reference>> {
        let arch = self.arch()?;
        let mut operands = Vec::new();
        for (address, bytes) in self.code(program, id)? {
            arch.operands(bytes, address, &mut operands);
        }
        let instance = program.instance(id);
        let inside = |target: &RefTarget| match target {
            RefTarget::Address(at) => {
                *at != instance.entry() && instance.ranges().iter().any(|range| range.contains(*at))
            }
            RefTarget::PerCpu(_) | RefTarget::Undefined(_) => false,
        };
        let mut found: Vec<Reference> = operands
            .iter()
            .filter_map(|operand| {
                let target = self.target(program, operand).filter(|target| !inside(target))?;
                Some(Reference { site: Addr(operand.site), target })
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

    fn target(&self, program: &Program, operand: &Operand) -> Option<RefTarget> {
        if self.memory.kind == ElfKind::Relocatable {
            return self.relocated(program, operand);
        }
        let value = operand.value;
        let fixed = self.memory.kind == ElfKind::Executable;
        let known = match operand.kind {
            OperandKind::Address => return self.through_slot(program, operand),
            OperandKind::Displacement | OperandKind::Wide => fixed && self.is_address(value),
            OperandKind::Narrow => fixed && self.is_address(value) && self.is_low(),
            OperandKind::PerCpu => {
                let section = self.memory.section_at(value)?;
                return (section.name == PER_CPU).then_some(RefTarget::PerCpu(Addr(value)));
            }
            OperandKind::Thread => false,
        };
        known.then_some(RefTarget::Address(Addr(value)))
    }

    /// By relocation; without one only what the assembler computed itself.
    fn relocated(&self, program: &Program, operand: &Operand) -> Option<RefTarget> {
        let Some(reloc) = self.memory.reloc(operand.field) else {
            let known = operand.kind == OperandKind::Address;
            return known.then_some(RefTarget::Address(Addr(operand.value)));
        };
        // `call *function@GOTPCREL(%rip)` calls the function.
        let calls = operand.transfer && reloc.slot;
        match reloc.target {
            Target::Name(_) if calls => None,
            Target::Name(name) => Some(RefTarget::Undefined(self.memory.name(name).to_owned())),
            Target::Address(value) => {
                let address = Addr(distance(operand).wrapping_add(value));
                if calls && program.instance_entered_at(address).is_some() {
                    return None;
                }
                Some(match operand.kind {
                    OperandKind::PerCpu => RefTarget::PerCpu(address),
                    _ => RefTarget::Address(address),
                })
            }
        }
    }

    /// An address of a linked file; a slot of the global offset table stands for the
    /// symbol whose address it holds.
    fn through_slot(&self, program: &Program, operand: &Operand) -> Option<RefTarget> {
        let slot = operand.value;
        let is_slot = self.memory.section_at(slot).is_some_and(Section::is_got);
        if !is_slot {
            return Some(RefTarget::Address(Addr(slot)));
        }
        if let Some(name) = self.memory.name_in_slot(slot) {
            return (!operand.transfer).then(|| RefTarget::Undefined(name.to_owned()));
        }
        let held = match self.memory.kind {
            ElfKind::Executable => self.memory.number64(slot).filter(|&value| value != 0),
            ElfKind::Dynamic | ElfKind::Relocatable => self.memory.pointer_in_slot(slot),
        };
        let target = Addr(held.unwrap_or(slot));
        let calls = operand.transfer && program.instance_entered_at(target).is_some();
        (!calls).then_some(RefTarget::Address(target))
    }

    /// True for a number that is an address of what is loaded.
    fn is_address(&self, value: u64) -> bool {
        self.memory.section_at(value).is_some_and(|section| section.name != PER_CPU)
    }

    /// True for a program that lies below 4 GiB.
    fn is_low(&self) -> bool {
        self.memory.sections.last().is_some_and(|last| last.address >> 32 == 0)
    }

    /// The address of what a field leads to, by relocation or as the bytes say.
    /// `next` is the address behind the instruction, for what counts from there.
    pub(super) fn operand_address(
        &self,
        address: u64,
        field: u64,
        next: Option<u64>,
    ) -> Option<u64> {
        match self.memory.reloc(field).map(|reloc| reloc.target) {
            Some(Target::Address(value)) => {
                Some(value.wrapping_add(next.map_or(0, |next| next.wrapping_sub(field))))
            }
            Some(Target::Name(_)) => None,
            None => Some(address),
        }
    }

    /// The address of a fixed place that an instruction accesses.
    pub(super) fn fixed(&self, step: &Step, access: Access) -> Option<u64> {
        match access {
            Access::Fixed { address, field, relative } => {
                self.operand_address(address, field, relative.then_some(step.next))
            }
            // A table with the index in the place of the base.
            Access::Based { displacement, field, .. } if field != 0 => {
                let linked_high = self.memory.kind == ElfKind::Executable;
                let known = linked_high || self.memory.reloc(field).is_some();
                known.then(|| self.operand_address(displacement, field, None)).flatten()
            }
            Access::Based { .. } | Access::Segment | Access::Other => None,
        }
    }

    /// True if an access goes to a variable, or a table of them, of this object or of the
    /// processor. A number alone may be an offset to what a register points to.
    pub(super) fn is_variable(&self, step: &Step, access: Access) -> bool {
        let Access::Fixed { field, .. } = access else { return access == Access::Segment };
        let is_told =
            self.memory.kind != ElfKind::Relocatable || self.memory.reloc(field).is_some();
        is_told && self.fixed(step, access).is_some_and(|address| self.is_address(address))
    }

    /// True if an access goes to data that never changes.
    pub(super) fn is_constant(&self, step: &Step, access: Access) -> bool {
        let Some(address) = self.fixed(step, access) else { return false };
        let section = self.memory.section_at(address);
        section.is_some_and(|section| self.never_changes(section, address))
    }
}

/// What a relocation of a relative field leaves out: it counts from the field, the
/// processor from the next instruction.
fn distance(operand: &Operand) -> u64 {
    if operand.relative { operand.next.wrapping_sub(operand.field) } else { 0 }
}
