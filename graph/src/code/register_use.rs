//! Control flow becomes register use: which registers are read while they still hold
//! what they held at the start.

use super::flow::{Body, Called, Exit};
use super::step::{RegisterSet, Step};

/// An instruction that reads registers not written since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RegisterRead {
    pub(crate) registers: RegisterSet,
    pub(crate) site: u64,
}

impl<T: Copy> Body<T> {
    /// Reads of what is still in `kept`, from instruction `start` on, along every path
    /// up to the next call or the way out; sorted by address. A call reads what
    /// `callee_reads` says of its callee, and may change everything after that.
    pub(crate) fn reads_before_writes(
        &self,
        start: u32,
        kept: RegisterSet,
        callee_reads: impl Fn(T) -> RegisterSet,
    ) -> Vec<RegisterRead> {
        let mut state = vec![RegisterSet::default(); self.steps.len()];
        let mut open = vec![start];
        if let Some(first) = state.get_mut(start as usize) {
            *first = kept;
        }
        while let Some(at) = open.pop() {
            let step = &self.steps[at as usize];
            let after = match self.links[at as usize].call {
                Some(_) => RegisterSet::default(),
                None => state[at as usize].minus(step.writes),
            };
            if after.is_empty() {
                continue;
            }
            for to in self.successors(at) {
                let known = &mut state[to as usize];
                if !after.minus(*known).is_empty() {
                    *known = known.union(after);
                    open.push(to);
                }
            }
        }
        let read = |(at, step): (usize, &Step)| {
            let link = &self.links[at];
            let callee = match (link.call, link.exit) {
                (Some(Called::Function(callee)), _) | (None, Some(Exit::Tail(callee))) => {
                    callee_reads(callee)
                }
                _ => RegisterSet::default(),
            };
            let after = state[at].minus(step.writes);
            let registers = state[at].and(step.reads).union(after.and(callee));
            (!registers.is_empty()).then_some(RegisterRead { registers, site: step.site })
        };
        let live = self.steps.iter().enumerate().filter(|(at, _)| !state[*at].is_empty());
        live.filter_map(read).collect()
    }

    /// Registers that the function's own reachable instructions may write.
    pub(crate) fn touches(&self) -> RegisterSet {
        let reachable = self.reachable();
        let steps = self.steps.iter().zip(&reachable).filter(|(_, reachable)| **reachable);
        steps.fold(RegisterSet::default(), |all, (step, _)| all.union(step.touches))
    }
}
