//! Object, name and position to a symbol, by the rules of `klp_find_object_symbol`
//! (`kernel/livepatch/core.c`).

use std::collections::BTreeSet;

use klpscope_graph::{LivePatch, NamedAddress, Program, Role};

/// How the kernel itself is called.
pub(super) const VMLINUX: &str = "vmlinux";

/// The objects and their symbols that a module names.
pub(super) struct Names<'p> {
    objects: Vec<Object<'p>>,
}

struct Object<'p> {
    name: &'p str,
    program: &'p Program,
    /// True if the module names it.
    is_named: bool,
    /// Those that kallsyms holds, of the names that the module has; none if it does not name
    /// the object.
    symbols: Vec<NamedAddress<'p>>,
}

/// Why there is no such symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// The object is not among those given.
    Object,
    /// No symbol has the name.
    Name,
    /// Position 0 says that the name is unique, but so many have it.
    Ambiguous(usize),
    /// So many have the name: fewer than the position.
    Position(usize),
}

impl<'p> Names<'p> {
    pub(super) fn new(programs: &'p [Program], patch: &LivePatch) -> Self {
        let functions = patch.functions.iter().map(|function| function.old_name.as_str());
        let references = patch.references.iter().map(|reference| reference.name.as_str());
        let wanted: BTreeSet<&str> = functions.chain(references).collect();
        let of_functions = patch.functions.iter().map(|row| row.object.as_deref());
        let of_references = patch.references.iter().map(|row| Some(row.object.as_str()));
        let of_sections = patch.sections.iter().map(|row| row.object.as_deref());
        let named = of_functions.chain(of_references).chain(of_sections);
        let named: BTreeSet<&str> = named.map(|name| name.unwrap_or(VMLINUX)).collect();
        let object = |program: &'p Program| {
            let name = object_name(program);
            let is_named = named.contains(name);
            let mut symbols = if is_named { program.symbols_named(&wanted) } else { Vec::new() };
            symbols.retain(|symbol| symbol.sympos.is_some());
            Object { name, program, is_named, symbols }
        };
        Self { objects: programs.iter().map(object).collect() }
    }

    /// The symbol, and the program it is in.
    pub(super) fn find(
        &self,
        object: &str,
        name: &str,
        sympos: u64,
    ) -> Result<(&'p Program, &NamedAddress<'p>), Missing> {
        let object = self.objects.iter().find(|row| row.name == object).ok_or(Missing::Object)?;
        let same: Vec<_> = object.symbols.iter().filter(|symbol| symbol.name == name).collect();
        let is_at = |symbol: &&&NamedAddress<'_>| {
            symbol.sympos.is_some_and(|at| u64::from(at.rank) == sympos)
        };
        let found = match (sympos, same.as_slice()) {
            (_, []) => return Err(Missing::Name),
            (0, [only]) => only,
            (0, several) => return Err(Missing::Ambiguous(several.len())),
            (_, several) => several.iter().find(is_at).ok_or(Missing::Position(several.len()))?,
        };
        Ok((object.program, found))
    }

    /// For each object whether the module names it.
    pub(super) fn named(&self) -> Vec<bool> {
        self.objects.iter().map(|object| object.is_named).collect()
    }

    /// The objects given.
    pub(super) fn programs(&self) -> impl Iterator<Item = (&'p str, &'p Program)> + '_ {
        self.objects.iter().map(|object| (object.name, object.program))
    }
}

/// What `klp_object.name` calls it.
fn object_name(program: &Program) -> &str {
    match program.role() {
        Role::Module(name) => name,
        Role::Kernel | Role::KernelPart | Role::UserSpace => VMLINUX,
    }
}
