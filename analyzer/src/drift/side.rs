//! What one build made of a source function.

use std::collections::BTreeSet;

use klpscope_graph::{FuncId, InstanceId, Program};

use crate::closure::close;
use crate::instance;
use crate::model::Model;

/// A source function in one build.
pub(super) struct Side<'p> {
    pub(super) program: &'p Program,
    pub(super) id: FuncId,
    /// Its own code.
    pub(super) bodies: Vec<InstanceId>,
    /// The functions that hold a copy of it, by their pair; itself among them if it was
    /// inlined into a clone of itself.
    pub(super) hosts: BTreeSet<u32>,
    /// Copies in code that no function is known of.
    pub(super) elsewhere: usize,
}

impl<'p> Side<'p> {
    /// `pair` tells the pair of a function of this build.
    pub(super) fn new(
        program: &'p Program,
        id: FuncId,
        pair: impl Fn(FuncId) -> Option<u32>,
    ) -> Self {
        let shown = program.copies_of(id).into_iter().map(|copy| program.inlined(copy).host());
        let recorded = program.recorded_of(id).iter().map(|copy| copy.host);
        let instances: BTreeSet<_> = shown.chain(recorded).collect();
        let of_host = |host: InstanceId| {
            instance::distinct_functions(program, host).into_iter().filter_map(&pair).min()
        };
        let hosts: Vec<_> = instances.into_iter().map(of_host).collect();
        Self {
            program,
            id,
            bodies: program.bodies_of(id).to_vec(),
            elsewhere: hosts.iter().filter(|host| host.is_none()).count(),
            hosts: hosts.into_iter().flatten().collect(),
        }
    }

    /// True if copies of it are in other code.
    pub(super) fn is_inlined(&self) -> bool {
        !self.hosts.is_empty() || self.elsewhere > 0
    }

    /// Machine functions to replace if it is patched (model `exact`).
    pub(super) fn set_size(&self) -> usize {
        close(self.program, &[self.id], Model::Exact).members.len()
    }

    /// Its code that can be called as it is declared.
    pub(super) fn plain(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.bodies.iter().copied().filter(|&id| !self.program.instance(id).abi().is_changed())
    }
}
