//! Jump tables of `switch`: an indirect jump becomes the places of the function that
//! the table lists.

use super::body::Own;
use super::memory::Target;
use super::{Machine, To};
use crate::code::{Access, Body, Flow, Step};
use crate::image::ElfKind;

/// No `switch` of a real program has more cases.
const MOST_ENTRIES: u64 = 1 << 16;
/// How far before the jump its table is looked for, in instructions.
const REACH: usize = 16;

impl Machine {
    /// Ways from indirect jumps to the entries of their tables. A table is read while
    /// its entries lead into the function: it may be read too far, never too short.
    pub(super) fn jump_tables(&self, body: &Body<To>, own: &Own<'_>) -> Vec<(u64, u64)> {
        let mut ways = Vec::new();
        for (at, step) in body.steps.iter().enumerate() {
            if step.flow == Flow::IndirectJump
                && let Some(targets) = self.table_of(body, own, at, step)
            {
                ways.extend(targets.into_iter().map(|to| (step.site, to)));
            }
        }
        ways
    }

    fn table_of(&self, body: &Body<To>, own: &Own<'_>, at: usize, jump: &Step) -> Option<Vec<u64>> {
        // `jmp *table(,%rax,8)`: entries are addresses.
        if let Some(Access::Fixed { relative: false, .. }) = jump.load {
            let table = self.fixed(jump, jump.load?)?;
            return Some(self.entries(body, own, table, 8, |at| self.far_pointer(at)));
        }
        // `lea table(%rip),%rdx; movslq (%rdx,%rax,4),%rax; add %rdx,%rax; jmp *%rax`:
        // entries count from the table (GCC, clang; -fPIC and -fPIE).
        let before = &body.steps[at.saturating_sub(REACH)..at];
        before.iter().rev().find_map(|step| {
            let (address, field) = step.address_made?;
            let table = self.operand_address(address, field, Some(step.next))?;
            let section = self.memory.section_at(table)?;
            if section.executable || section.name == ".got" {
                return None;
            }
            let entries = self.entries(body, own, table, 4, |at| self.offset_entry(table, at));
            (!entries.is_empty()).then_some(entries)
        })
    }

    fn entries(
        &self,
        body: &Body<To>,
        own: &Own<'_>,
        table: u64,
        width: u64,
        read: impl Fn(u64) -> Option<u64>,
    ) -> Vec<u64> {
        // The next table may stand directly behind, and by chance look like more of this.
        let made = body.steps.iter().filter_map(|step| {
            let (address, field) = step.address_made?;
            self.operand_address(address, field, Some(step.next))
        });
        let end = made.filter(|&other| other > table).min().unwrap_or(u64::MAX);
        let fields = (0..MOST_ENTRIES).map_while(|at| table.checked_add(at.checked_mul(width)?));
        let leads = |to: &u64| own.holds(*to) && body.index(*to).is_some();
        let mut found: Vec<u64> =
            fields.take_while(|&at| at < end).map_while(|at| read(at).filter(leads)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What eight bytes point to.
    fn far_pointer(&self, at: u64) -> Option<u64> {
        if self.memory.kind == ElfKind::Relocatable {
            return match self.memory.reloc(at)?.target {
                Target::Address(address) => Some(address),
                Target::Name(_) => None,
            };
        }
        self.memory.pointer_in_slot(at).or_else(|| self.memory.number64(at))
    }

    /// What four bytes lead to that count from `table`. A relocation counts from its
    /// own field: the distance from the table is in its addend.
    fn offset_entry(&self, table: u64, at: u64) -> Option<u64> {
        if self.memory.kind == ElfKind::Relocatable {
            return Some(self.memory.near_pointer(at)?.wrapping_sub(at.wrapping_sub(table)));
        }
        Some(table.wrapping_add_signed(i64::from(self.memory.number32(at)?)))
    }
}
