//! All instances at once: those whose address is taken, and all that return.

use rayon::prelude::*;

use super::super::query::Program;
use super::returns::{Search, Way};
use super::{Machine, taken};
use crate::code::AddressSet;
use crate::id::{Addr, InstanceId};
use crate::image::ElfKind;

impl Machine {
    /// By instance, the lowest place where its address is taken.
    pub(super) fn taken(&self, program: &Program) -> Vec<Option<Addr>> {
        let entries = program.instance_list().iter().map(|id| program.instance(id).entry().0);
        let slots = || self.memory.sections.iter().filter(|section| section.is_got());
        let slots = slots().flat_map(|got| self.memory.words(got).map(|(at, _)| at));
        let wanted = AddressSet::new(entries.chain(slots));
        let ids: Vec<InstanceId> = program.instances().collect();
        let by_code = || -> Vec<_> {
            ids.par_iter()
                .filter(|&&id| self.may_refer(program, id, &wanted))
                .flat_map_iter(|&id| taken::by_code(self, program, id))
                .collect()
        };
        let (by_code, mut taken) = rayon::join(by_code, || taken::by_data(self, program, &wanted));
        for (id, site) in by_code {
            taken::note(&mut taken, id, site);
        }
        taken
    }

    /// False if the code of an instance refers to none of these addresses. In an ET_REL
    /// file the bytes do not say it.
    fn may_refer(&self, program: &Program, id: InstanceId, wanted: &AddressSet) -> bool {
        if self.memory.kind == ElfKind::Relocatable {
            return true;
        }
        let Some(arch) = self.arch() else { return false };
        let code = self.code(program, id).unwrap_or_default();
        code.iter().any(|&(address, bytes)| arch.may_refer(bytes, address, wanted))
    }

    /// Finds out of every instance whether it returns.
    pub(super) fn survey_returns(&self, program: &Program) {
        let ids: Vec<InstanceId> = program.instances().collect();
        let open = ids.par_iter().filter(|&&id| self.returns.get(id).is_none());
        let ways: Vec<_> = open.map(|&id| (id, Way::of(self, program, id))).collect();
        let mut search = Search::new(self, program);
        for (id, way) in ways {
            search.begin(id, way);
        }
        search.run(None);
    }
}
