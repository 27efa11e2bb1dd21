//! What the replacement of a member refers to: symbols of its own object and of others,
//! as its machine code, the kernel's tables and DWARF tell.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{
    Addr, Binding, Callee, DataKind, Export, InstanceId, InstanceKind, NamedAddress, Program,
    RefTarget, Sympos,
};

use crate::carried::{Load, held_in, is_callable, ordinary_body};
use crate::closure::ReplacementSet;
use crate::fresh::{Fresh, fresh};
use crate::instance::distinct_functions;
use crate::report::{ExternalKind, ExternalRow};

/// The symbols that a member refers to.
pub(crate) struct External<'a> {
    program: &'a Program,
    set: &'a ReplacementSet,
    load: &'a Load,
    /// Variables of functions that the patch brings along as its own.
    made_anew: BTreeSet<Addr>,
    /// By address for what is in this object, else by name.
    rows: BTreeMap<(Option<Addr>, String), ExternalRow>,
    /// False if code is not decoded: what it refers to beside calls is not known.
    pub(crate) decoded: bool,
}

impl<'a> External<'a> {
    pub(crate) fn of(program: &'a Program, set: &'a ReplacementSet, load: &'a Load) -> Self {
        let mut external = Self {
            program,
            set,
            load,
            made_anew: BTreeSet::new(),
            rows: BTreeMap::new(),
            decoded: true,
        };
        for &body in &load.bodies {
            // First, because a variable of a function is found by its address too.
            external.statics(body);
        }
        for &body in &load.bodies {
            external.calls(body);
            external.references(body);
            external.keys(body);
        }
        external
    }

    /// Sorted by kind, then name.
    pub(crate) fn rows(self) -> Vec<ExternalRow> {
        let mut rows: Vec<_> = self.rows.into_values().collect();
        rows.sort();
        rows
    }

    fn statics(&mut self, body: InstanceId) {
        let program = self.program;
        let mut functions = held_in(program, body);
        functions.extend(distinct_functions(program, body));
        for variable in functions.iter().flat_map(|&function| program.statics_of(function)) {
            let Some(address) = variable.address else { continue };
            let named = program.symbol_at(address).filter(|named| named.offset == 0);
            let name =
                named.as_ref().map_or(program.str(variable.name), |named| &*named.name).to_owned();
            let is_state = fresh(program, &variable).is_none_or(|fresh| fresh == Fresh::No);
            if !is_state || is_made_by_compiler(&name) {
                // One without bytes stands where another symbol begins.
                if name.contains(program.str(variable.name)) {
                    self.made_anew.insert(address);
                }
                continue;
            }
            let mut row = self.row(ExternalKind::FunctionStatic, &name, Some(address), false);
            row.sympos = named.and_then(|named| self.sympos(&named));
            row.function = Some(program.function_name(variable.function).to_owned());
            self.add(Some(address), row);
        }
    }

    fn calls(&mut self, body: InstanceId) {
        for id in self.program.calls_from(body) {
            match self.program.call(id).callee() {
                Callee::Entry(callee) | Callee::Middle(callee) => self.callee(callee),
                Callee::External(id) => self.undefined(self.program.external_name(id), true),
                Callee::Unnamed(address) => self.address(address),
            }
        }
    }

    /// An instance that is called or whose address is taken.
    fn callee(&mut self, id: InstanceId) {
        if self.load.bodies.contains(&id) || self.set.members.contains_key(&id) {
            return;
        }
        let name = self.program.instance_name(id);
        match self.program.instance(id).kind() {
            InstanceKind::Plt => self.undefined(name.trim_end_matches("@plt"), true),
            InstanceKind::Function if !is_callable(self.program, id) => {
                // Source calls the function; a clone of it is this compiler's choice.
                let functions = distinct_functions(self.program, id);
                let bodies = functions.iter().filter_map(|&id| ordinary_body(self.program, id));
                for body in bodies.collect::<Vec<_>>() {
                    if !self.set.members.contains_key(&body) {
                        self.named(body);
                    }
                }
            }
            _ if is_made_by_compiler(name) => {}
            _ => self.named(id),
        }
    }

    fn named(&mut self, id: InstanceId) {
        let entry = self.program.instance(id).entry();
        let symbols = self.program.instance(id).symbols().iter();
        // Of several names the one that links.
        let best = symbols.min_by_key(|&id| {
            let symbol = self.program.symbol(id);
            self.kind(self.program.symbol_name(id), symbol.binding())
        });
        let Some(symbol) = best else { return };
        let name = self.program.symbol_name(symbol);
        let kind = self.kind(name, self.program.symbol(symbol).binding());
        let mut row = self.row(kind, name, Some(entry), true);
        if self.wants_sympos(kind) {
            row.sympos = self.program.sympos(symbol).map(Sympos::old_sympos);
        }
        self.add(Some(entry), row);
    }

    fn references(&mut self, body: InstanceId) {
        let Some(references) = self.program.references(body) else {
            self.decoded = false;
            return;
        };
        for reference in references {
            match reference.target {
                RefTarget::Address(address) => self.address(address),
                RefTarget::PerCpu(address) => self.per_cpu(address),
                RefTarget::Undefined(name) => self.undefined(&name, false),
            }
        }
    }

    /// The symbol that an address lies in; literals have none, own code is no reference.
    fn address(&mut self, address: Addr) {
        let mut own = self.load.bodies.iter().flat_map(|&id| self.program.instance(id).ranges());
        if own.any(|range| (range.begin..range.end).contains(&address)) {
            return;
        }
        let Some(named) = self.program.symbol_at(address) else { return };
        if named.is_code
            && let Some(id) = self.program.instance_entered_at(named.address)
        {
            return self.callee(id);
        }
        if !is_made_by_compiler(&named.name) && !self.is_made_anew(named.address) {
            self.symbol(&named);
        }
    }

    /// True for flags and descriptors that a copy of the code brings of its own.
    fn is_made_anew(&self, address: Addr) -> bool {
        let kind = self.program.data_at(address);
        matches!(kind, DataKind::Once | DataKind::Debug | DataKind::Discarded)
            || self.made_anew.contains(&address)
    }

    fn per_cpu(&mut self, address: Addr) {
        if let Some(named) = self.program.symbol_at(address) {
            self.symbol(&named);
            let row = self.rows.get_mut(&(Some(named.address), String::new()));
            row.into_iter().for_each(|row| row.is_per_cpu = true);
        }
    }

    fn symbol(&mut self, named: &NamedAddress<'_>) {
        let kind = self.kind(&named.name, named.binding);
        let mut row = self.row(kind, &named.name, Some(named.address), named.is_code);
        row.sympos = if self.wants_sympos(kind) { self.sympos(named) } else { None };
        self.add(Some(named.address), row);
    }

    fn undefined(&mut self, name: &str, is_code: bool) {
        if !is_made_by_compiler(name) {
            let row = self.row(ExternalKind::OtherObject, name, None, is_code);
            self.add(None, row);
        }
    }

    /// Keys of jump labels, tracepoints and static calls: no instruction names them.
    fn keys(&mut self, body: InstanceId) {
        for site in self.program.special_sites(body) {
            let Some(name) = site.key.map(|key| self.program.str(key)) else { continue };
            match site.key_address.and_then(|address| self.program.symbol_at(address)) {
                Some(named) if self.is_made_anew(named.address) => {}
                Some(named) => self.symbol(&named),
                None => self.undefined(name, false),
            }
        }
    }

    fn kind(&self, name: &str, binding: Binding) -> ExternalKind {
        match (self.program.export_of(name), binding) {
            (Some(Export::Any), _) => ExternalKind::Exported,
            (Some(Export::Gpl), _) => ExternalKind::ExportedGpl,
            (None, Binding::Local) => ExternalKind::Local,
            (None, _) => ExternalKind::Global,
        }
    }

    fn wants_sympos(&self, kind: ExternalKind) -> bool {
        let links = matches!(kind, ExternalKind::Exported | ExternalKind::ExportedGpl);
        self.program.role().is_kernel() && !links
    }

    fn sympos(&self, named: &NamedAddress<'_>) -> Option<u32> {
        let sympos = named.sympos.filter(|_| self.program.role().is_kernel());
        sympos.map(Sympos::old_sympos)
    }

    fn row(&self, kind: ExternalKind, name: &str, at: Option<Addr>, is_code: bool) -> ExternalRow {
        ExternalRow {
            kind,
            symbol: name.to_owned(),
            sympos: None,
            address: at.map(|at| self.program.address(at)),
            object: None,
            function: None,
            is_code,
            is_per_cpu: false,
        }
    }

    fn add(&mut self, at: Option<Addr>, row: ExternalRow) {
        let name = if at.is_some() { String::new() } else { row.symbol.clone() };
        let is_code = row.is_code;
        let known = self.rows.entry((at, name)).or_insert(row);
        known.is_code |= is_code;
    }
}

/// Code and data that the compiler makes anew with the patch: the tracer's hook, thunks
/// of mitigations (arch/x86/lib/retpoline.S), tables of a `switch`, names of functions.
fn is_made_by_compiler(name: &str) -> bool {
    const NAMES: [&str; 6] = [
        "__fentry__",
        "mcount",
        "_mcount",
        "_GLOBAL_OFFSET_TABLE_",
        // Where the stack protector of x86-64 finds its canary: %gs:40.
        "fixed_percpu_data",
        "__ref_stack_chk_guard",
    ];
    const STARTS: [&str; 12] = [
        "__x86_indirect_",
        "__llvm_retpoline_",
        "__x86.get_pc_thunk.",
        "__x86_return_thunk",
        ".L",
        ".str",
        "CSWTCH.",
        "switch.table.",
        "__func__",
        "__FUNCTION__",
        "__PRETTY_FUNCTION__",
        "__const.",
    ];
    NAMES.contains(&name) || STARTS.iter().any(|start| name.starts_with(start))
}
