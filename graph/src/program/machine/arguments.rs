//! Which argument registers a function reads: what a caller must have put there.

use super::super::query::Program;
use super::{Machine, To};
use crate::code::{Body, CallingConvention, RegisterRead, RegisterSet};

impl Machine {
    /// The argument registers that a compiled function of this object reads before it
    /// writes them, its own code alone; none of any other: assembly that saves them all
    /// (`swsusp_arch_suspend`) is passed none.
    pub(super) fn argument_reads(&self, program: &Program, to: To) -> RegisterSet {
        let To::Instance(id) = to else { return RegisterSet::default() };
        if !program.is_compiled(id) {
            return RegisterSet::default();
        }
        let find = || {
            let convention = self.arch()?.convention();
            let body = self.body(program, id)?;
            Some(arguments(&body, convention))
        };
        let known = self.arguments.get(id);
        known.unwrap_or_else(|| self.arguments.keep(id, find().unwrap_or_default()))
    }
}

fn arguments(body: &Body<To>, convention: &CallingConvention) -> RegisterSet {
    let Some(entry) = body.entry else { return RegisterSet::default() };
    let nothing = |_| RegisterSet::default();
    let reads = body.reads_before_writes(entry, convention.arguments, nothing);
    let all = reads.iter().fold(RegisterSet::default(), |all, read| all.union(read.registers));
    all.minus(variadic(body, convention, &reads))
}

/// The argument registers that a variadic function saves whether they hold an argument
/// or not: the last ones in order, each read only to be stored in its frame.
fn variadic(
    body: &Body<To>,
    convention: &CallingConvention,
    reads: &[RegisterRead],
) -> RegisterSet {
    // Through rsp, or through rbp where the stack is realigned (`__ext4_warning_inode`).
    let frame = body.stores_in_frame(convention);
    let saved = |number: u8| {
        let register = (convention.number)(number);
        let mut of_it = reads.iter().filter(|read| !read.registers.and(register).is_empty());
        let stored = |read: &RegisterRead| {
            let Some(at) = body.index(read.site) else { return false };
            frame[at as usize] && body.steps[at as usize].writes.is_empty()
        };
        of_it.clone().next().is_some() && of_it.all(stored)
    };
    let general = convention.argument_order.iter().rev().take_while(|&&number| saved(number));
    let general: Vec<u8> = general.copied().collect();
    if general.is_empty() {
        return RegisterSet::default();
    }
    // What is left are vectors: saved too, if al says that there are any.
    let named = convention.argument_order.iter();
    let named = named.fold(RegisterSet::default(), |set, &at| set.union((convention.number)(at)));
    let vectors = convention.arguments.minus(named);
    general.iter().fold(vectors, |set, &number| set.union((convention.number)(number)))
}
