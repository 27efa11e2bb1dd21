//! All instances at once: which of them return, and whose address is taken.

use rayon::prelude::*;

use super::super::query::Program;
use super::returns::{self, Way};
use super::taken;
use super::{Machine, Returns};
use crate::id::{Addr, InstanceId};

/// By instance.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) returns: Vec<Returns>,
    pub(super) taken: Vec<Option<Addr>>,
}

impl Survey {
    /// Decodes every instance.
    pub(super) fn new(machine: &Machine, program: &Program) -> Self {
        let ids: Vec<InstanceId> = program.instances().collect();
        let rows: Vec<_> = ids
            .par_iter()
            .map(|&id| (Way::of(machine, program, id), taken::by_code(machine, program, id)))
            .collect();
        let (ways, by_code): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let mut taken = taken::by_data(machine, program);
        for (id, site) in by_code.into_iter().flatten() {
            taken::note(&mut taken, id, site);
        }
        Self { returns: returns::solve(machine, &ways), taken }
    }
}
