//! Control flow becomes the question whether it comes back: pieces of code between
//! calls, each open only if the call before it returns.

use super::flow::{Body, Called, Exit};

/// A run of instructions, up to a call or a parting of ways.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gate<T> {
    /// The function called at its end: what follows is reached only if it returns.
    pub(crate) call: Option<T>,
    /// Control may leave here to the caller, or to where it is not followed.
    pub(crate) leaves: bool,
    /// Control may leave here by a jump to this function.
    pub(crate) tail: Option<T>,
    /// Where its successors begin in [`Skeleton::successors`], and how many they are.
    from: u32,
    count: u32,
}

/// A function as gates.
#[derive(Debug)]
pub(crate) struct Skeleton<T> {
    pub(crate) gates: Vec<Gate<T>>,
    pub(crate) entry: u32,
    successors: Vec<u32>,
}

impl<T: Copy> Skeleton<T> {
    /// The gates behind a gate.
    pub(crate) fn successors(&self, gate: u32) -> &[u32] {
        let gate = &self.gates[gate as usize];
        &self.successors[gate.from as usize..][..gate.count as usize]
    }
}

impl<T: Copy> Body<T> {
    /// The gates of the function; `None` without an entry.
    pub(crate) fn skeleton(&self) -> Option<Skeleton<T>> {
        let entry = self.entry?;
        let begins = self.gate_begins(entry);
        let mut gate_at = vec![0_u32; self.steps.len()];
        let mut count = 0;
        for (at, begins) in begins.iter().enumerate() {
            gate_at[at] = count;
            count += u32::from(*begins);
        }
        let mut skeleton =
            Skeleton { gates: Vec::new(), entry: gate_at[entry as usize], successors: Vec::new() };
        for start in (0..self.steps.len()).filter(|&at| begins[at]) {
            let mut end = start;
            // Runs on while the next instruction is the only one that may follow.
            while self.only_falls(end as u32) && end + 1 < begins.len() && !begins[end + 1] {
                end += 1;
            }
            let link = &self.links[end];
            let from = skeleton.successors.len() as u32;
            let next = self.successors(end as u32).map(|to| gate_at[to as usize]);
            skeleton.successors.extend(next);
            skeleton.gates.push(Gate {
                call: match link.call {
                    Some(Called::Function(callee)) => Some(callee),
                    Some(Called::Indirect) | None => None,
                },
                leaves: matches!(link.exit, Some(Exit::Return | Exit::Unknown)),
                tail: match link.exit {
                    Some(Exit::Tail(callee)) => Some(callee),
                    _ => None,
                },
                from,
                count: skeleton.successors.len() as u32 - from,
            });
        }
        Some(skeleton)
    }

    /// The instructions that a gate begins at: the entry, every target, and what
    /// stands behind a call or a jump.
    fn gate_begins(&self, entry: u32) -> Vec<bool> {
        let mut begins = vec![false; self.steps.len()];
        begins[entry as usize] = true;
        for at in 0..self.steps.len() as u32 {
            if self.only_falls(at) {
                continue;
            }
            for to in self.successors(at) {
                begins[to as usize] = true;
            }
        }
        begins
    }

    /// True if the instruction in the next place is all that may follow.
    fn only_falls(&self, at: u32) -> bool {
        let link = &self.links[at as usize];
        link.falls == Some(at + 1)
            && link.to.is_none()
            && link.exit.is_none()
            && link.call.is_none()
            && self.further_from(at).next().is_none()
    }
}
