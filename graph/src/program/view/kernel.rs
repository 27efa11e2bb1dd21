//! What the kernel's tables say of an instance.

use super::super::kernel::{FtraceSite, SpecialSite};
use super::super::store::{Col, List, Store};
use super::decode::one_of;
use crate::id::{Addr, InstanceId};
use crate::image::{Export, Region, Special};

impl Store {
    /// Where the tracer hooks into an instance, if that is known.
    pub(crate) fn ftrace_site(&self, row: usize) -> Option<FtraceSite> {
        let at = Addr(self.get(Col::FtraceSite, row));
        match self.get(Col::FtraceKind, row) {
            1 => Some(FtraceSite::Listed(at)),
            2 => Some(FtraceSite::Called(at)),
            _ => None,
        }
    }

    /// The part of the text that an instance lies in.
    pub(crate) fn region(&self, row: usize) -> Region {
        one_of(Region::ALL, self.get(Col::Regions, row))
    }

    /// Instances that `_kprobe_blacklist` lists, sorted.
    pub(crate) fn kprobe_blacklist(&self) -> List<'_, InstanceId> {
        List::new(self, 0..self.rows(Col::Kprobes), |store, row| {
            InstanceId::new(store.position(Col::Kprobes, row, Col::InstanceEntry))
        })
    }

    /// The kernel's tables, sorted by address.
    pub(crate) fn special_sites(&self) -> List<'_, SpecialSite> {
        List::new(self, 0..self.rows(Col::SpecialAddress), |store, row| SpecialSite {
            address: Addr(store.get(Col::SpecialAddress, row)),
            kind: one_of(Special::ALL, store.get(Col::SpecialKind, row)),
            key: store.string_or_none(Col::SpecialKey, row),
            key_address: store.get(Col::SpecialKeyAddress, row).checked_sub(1).map(Addr),
        })
    }

    /// How a symbol is exported.
    pub(crate) fn export(&self, symbol: &str) -> Option<Export> {
        let names = List::new(self, 0..self.rows(Col::ExportName), |store, row| {
            store.str(store.string(Col::ExportName, row))
        });
        let at = names.partition_point(|name| name < symbol);
        let kind = || one_of([Export::Any, Export::Gpl], self.get(Col::ExportKind, at));
        (names.get(at) == Some(symbol)).then(kind)
    }
}
