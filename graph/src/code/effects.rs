//! Control flow becomes effects: whether a function reads or writes memory that is not
//! its own stack frame, calls what it does not know, or loops.

use super::CallingConvention;
use super::flow::{Body, Called, Exit, Link};
use super::step::{Access, Flow, Step};

/// The first instruction of each effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) writes: Option<u64>,
    pub(crate) stores: Option<u64>,
    pub(crate) reads: Option<u64>,
    pub(crate) indirect: Option<u64>,
    pub(crate) loops: bool,
}

impl<T: Copy> Body<T> {
    /// What the reachable instructions do, calls of functions left aside.
    /// `is_constant` tells of an access whether its place is known never to change,
    /// `is_variable` whether it is known to be a variable.
    pub(crate) fn effects(
        &self,
        convention: &CallingConvention,
        is_constant: impl Fn(&Step, Access) -> bool,
        is_variable: impl Fn(&Step, Access) -> bool,
    ) -> Found {
        let reachable = self.reachable();
        let pointers = self.frame_pointers(convention);
        let mut found = Found { loops: self.has_cycle(&reachable), ..Found::default() };
        for (at, step) in self.steps.iter().enumerate().filter(|(at, _)| reachable[*at]) {
            let own = |access: Access| match access {
                Access::Based { base, .. } => pointers[at] >> (base & 15) & 1 != 0,
                Access::Fixed { .. } | Access::Segment | Access::Other => false,
            };
            let link = &self.links[at];
            if step.store.is_some_and(|store| !own(store))
                || step.special
                || step.flow == Flow::Invalid
            {
                found.writes.get_or_insert(step.site);
            }
            if step.store.is_some_and(|store| is_variable(step, store)) {
                found.stores.get_or_insert(step.site);
            }
            // The stack protector's guard lies in the segment.
            let known = |load| own(load) || load == Access::Segment || is_constant(step, load);
            // The target of a jump is no value the function computes with.
            if step.load.is_some_and(|load| !known(load)) && !self.is_indirect(at as u32, link) {
                found.reads.get_or_insert(step.site);
            }
            if self.is_indirect(at as u32, link) {
                found.indirect.get_or_insert(step.site);
            }
        }
        found
    }

    /// For each instruction whether all it writes to memory is in the function's own frame,
    /// and something is.
    pub(crate) fn stores_in_frame(&self, convention: &CallingConvention) -> Vec<bool> {
        let pointers = self.frame_pointers(convention);
        let stores = self.steps.iter().zip(pointers);
        let in_frame = stores.map(|(step, pointers)| match step.store {
            Some(Access::Based { base, .. }) => pointers >> (base & 15) & 1 != 0,
            _ => false,
        });
        in_frame.collect()
    }

    fn is_indirect(&self, at: u32, link: &Link<T>) -> bool {
        let jumps = matches!(link.exit, Some(Exit::Unknown)) && link.call.is_none();
        let table = self.further_from(at).next().is_some();
        matches!(link.call, Some(Called::Indirect)) || jumps && !table
    }

    /// For each instruction the registers that point into the function's own frame on
    /// every way to it, as bits by number.
    fn frame_pointers(&self, convention: &CallingConvention) -> Vec<u16> {
        let stack = 1 << (convention.stack_pointer & 15);
        let volatile = (0..16_u8)
            .filter(|&at| !(convention.number)(at).and(convention.caller_saved).is_empty())
            .fold(0_u16, |set, at| set | 1 << at);
        let mut state: Vec<Option<u16>> = vec![None; self.steps.len()];
        let mut open: Vec<u32> = self.entry.into_iter().collect();
        if let Some(entry) = self.entry {
            state[entry as usize] = Some(stack);
        }
        while let Some(at) = open.pop() {
            let Some(before) = state[at as usize] else { continue };
            let step = &self.steps[at as usize];
            let mut after = before;
            for number in 0..16_u8 {
                if !(convention.number)(number).and(step.touches).is_empty() {
                    after &= !(1 << number);
                }
            }
            if let Some((to, from)) = step.derives
                && before >> (from & 15) & 1 != 0
            {
                after |= 1 << (to & 15);
            }
            if self.links[at as usize].call.is_some() {
                after &= !volatile;
            }
            for to in self.successors(at) {
                let known = &mut state[to as usize];
                let joined = known.map_or(after, |known| known & after);
                if *known != Some(joined) {
                    *known = Some(joined);
                    open.push(to);
                }
            }
        }
        state.into_iter().map(Option::unwrap_or_default).collect()
    }
}
