//! What an object is to the kernel, and what the kernel's own tables say of its code:
//! where the tracer can hook in, what is patched at run time, what is exported, and
//! which symbols share a name.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::query::Program;
use super::store::Col;
use crate::id::{Addr, InstanceId, StrId, SymbolId};
use crate::image::{Binding, Orc};
pub use crate::image::{Export, Region, Role, Special};

/// Where calls of a function can be diverted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FtraceSite {
    /// `__mcount_loc`, or `__patchable_function_entries`, lists this address for it.
    Listed(Addr),
    /// The instruction here calls the tracer, but the object has no table yet: it is
    /// made later, by objtool or recordmcount.
    Called(Addr),
    /// The object has a table, and the function is not in it; or nothing calls the tracer.
    None,
    /// The object has no table and calls no tracer: nothing can be said.
    NoTable,
}

/// An entry of one of the kernel's tables, ORC data left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpecialSite {
    /// Where in the code.
    pub address: Addr,
    /// Which table.
    pub kind: Special,
    /// Symbol of the key of a jump label or static call; the tracepoint's symbol.
    pub key: Option<StrId>,
    /// Where the key lies, if it is in this object.
    pub key_address: Option<Addr>,
}

/// `klp_func.old_sympos` of a symbol, as `klp_find_object_symbol` counts: among all
/// symbols of that name, data included, in the kernel by address, in a module in the
/// order of its symbol table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sympos {
    /// From 1.
    pub rank: u32,
    /// How many symbols have the name.
    pub of: u32,
}

impl Sympos {
    /// What to write: 0 says that the name is unique.
    pub fn old_sympos(self) -> u32 {
        if self.of == 1 { 0 } else { self.rank }
    }
}

/// What an object is to the kernel, besides its tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KernelFacts {
    pub(crate) role: Role,
    /// `CONFIG_LTO` by the kernel's note (owner `Linux`, type 0x101).
    pub(crate) lto_note: Option<bool>,
    /// True if the object has a table of ftrace sites, or calls of the tracer.
    pub(crate) has_ftrace: bool,
}

/// The kernel's tables, as read from one object.
#[derive(Clone, Debug, Default)]
pub(crate) struct KernelTables {
    pub(crate) role: Role,
    /// `CONFIG_LTO` by the kernel's note (owner `Linux`, type 0x101).
    pub(crate) lto_note: Option<bool>,
    /// By instance; where there is no entry, [`FtraceSite::None`] or `NoTable`.
    pub(crate) ftrace: HashMap<InstanceId, FtraceSite>,
    /// True if the object has a table of ftrace sites, or calls of the tracer.
    pub(crate) has_ftrace: bool,
    /// By instance; where there is no entry, [`Region::Ordinary`].
    pub(crate) regions: HashMap<InstanceId, Region>,
    /// Entries that `_kprobe_blacklist` lists.
    pub(crate) kprobe_blacklist: Vec<InstanceId>,
    /// Sorted by address.
    pub(crate) special: Vec<SpecialSite>,
    /// `.orc_unwind_ip`.
    pub(crate) orc: Orc,
    /// By name.
    pub(crate) exports: BTreeMap<String, Export>,
}

impl Program {
    /// What the object is to the kernel.
    pub fn role(&self) -> &Role {
        &self.kernel.role
    }

    /// `CONFIG_LTO`, by the kernel's note (owner `Linux`, type 0x101); `None` without it.
    pub fn lto_note(&self) -> Option<bool> {
        self.kernel.lto_note
    }

    /// Where calls of an instance can be diverted.
    pub fn ftrace_site(&self, id: InstanceId) -> FtraceSite {
        let without = if self.kernel.has_ftrace { FtraceSite::None } else { FtraceSite::NoTable };
        self.store.ftrace_site(id.index()).unwrap_or(without)
    }

    /// The part of the text that the entry of an instance lies in.
    pub fn region(&self, id: InstanceId) -> Region {
        self.store.region(id.index())
    }

    /// True if `_kprobe_blacklist` lists the instance (`NOKPROBE_SYMBOL`).
    pub fn is_kprobe_blacklisted(&self, id: InstanceId) -> bool {
        let listed = self.store.kprobe_blacklist();
        listed.get(listed.partition_point(|other| other < id)) == Some(id)
    }

    /// The entries of the kernel's tables for the code of an instance, `.cold` part
    /// included, sorted by address. ORC entries are only counted: [`Self::special_count`].
    pub fn special_sites(&self, id: InstanceId) -> Vec<SpecialSite> {
        let sites = self.store.special_sites();
        let mut found = Vec::new();
        for range in self.instance(id).ranges() {
            let begin = sites.partition_point(|site| site.address < range.begin);
            let end = sites.partition_point(|site| site.address < range.end);
            found.extend(sites.slice(begin..end));
        }
        found.sort_unstable();
        found
    }

    /// How many entries of a kind there are for the code of an instance.
    pub fn special_count(&self, id: InstanceId, kind: Special) -> usize {
        if kind == Special::Orc {
            return usize::try_from(self.store.get(Col::OrcCount, id.index())).unwrap_or(0);
        }
        self.special_sites(id).iter().filter(|site| site.kind == kind).count()
    }

    /// How a symbol of this object is exported to modules.
    pub fn export_of(&self, symbol: &str) -> Option<Export> {
        self.store.export(symbol)
    }

    /// Where a symbol stands among those of its name; `None` if kallsyms would not
    /// hold it: its name is left out, or it is in a section that goes away with the start
    /// of a module. In a part of the kernel that is not linked yet by its own symbol table; in a
    /// program of user space the count over `.symtab`, by address.
    pub fn sympos(&self, symbol: SymbolId) -> Option<Sympos> {
        self.sympos_of(self.symbol(symbol).index())
    }

    /// The symbol, of code or data, that an address lies in; of several at one address
    /// the one to name it by (global before weak before local).
    pub fn symbol_at(&self, address: Addr) -> Option<NamedAddress<'_>> {
        self.symbol_around(address)
    }
}

/// An address as symbol and offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAddress<'p> {
    /// The symbol's name.
    pub name: Cow<'p, str>,
    /// Where the symbol stands.
    pub address: Addr,
    /// Bytes from there.
    pub offset: u64,
    /// Its binding.
    pub binding: Binding,
    /// True for `STT_FUNC` and for `STT_NOTYPE` in an executable section.
    pub is_code: bool,
    /// Where it stands among those of its name.
    pub sympos: Option<Sympos>,
}
