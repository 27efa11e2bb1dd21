//! What the replacement of a member refers to: symbols of its own object and of others,
//! as its machine code, the kernel's tables and DWARF tell.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{
    Addr, AddrRange, Callee, InstanceId, NamedAddress, Program, RefTarget, Sympos,
};

use crate::carried::{Load, held_in};
use crate::closure::ReplacementSet;
use crate::fresh::{Fresh, fresh};
use crate::instance::distinct_functions;
use crate::linkable::{Around, Called, Linkable, is_made_by_compiler};
use crate::report::{ExternalKind, ExternalRow};

/// The symbols that a member refers to.
pub(crate) struct External<'a, 'p> {
    program: &'a Program,
    set: &'a ReplacementSet,
    load: &'a Load,
    linkable: &'a Linkable<'p>,
    /// The code of the replacement.
    own: Vec<AddrRange>,
    /// Variables of functions that the patch brings along as its own.
    made_anew: BTreeSet<Addr>,
    /// By address for what is in this object, else by name.
    rows: BTreeMap<(Option<Addr>, String), ExternalRow>,
    /// False if code is not decoded: what it refers to beside calls is not known.
    pub(crate) decoded: bool,
}

impl<'a, 'p> External<'a, 'p> {
    pub(crate) fn of(
        program: &'a Program,
        linkable: &'a Linkable<'p>,
        set: &'a ReplacementSet,
        load: &'a Load,
    ) -> Self {
        let own = load.bodies.iter().flat_map(|&id| program.instance(id).ranges());
        let mut external = Self {
            program,
            set,
            load,
            linkable,
            own: own.collect(),
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
        match &*self.linkable.called(id) {
            Called::Undefined(name) => self.undefined(name, true),
            Called::Instead(bodies) => {
                for &body in bodies.iter().filter(|body| !self.set.members.contains_key(body)) {
                    self.named(body);
                }
            }
            Called::Nothing => {}
            Called::Itself => self.named(id),
        }
    }

    fn named(&mut self, id: InstanceId) {
        let Some(named) = self.linkable.named(id) else { return };
        if !self.knows(named.entry, true) {
            let row = self.row(named.kind, named.name, Some(named.entry), true);
            self.add(Some(named.entry), ExternalRow { sympos: named.sympos, ..row });
        }
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
        if self.own.iter().any(|range| (range.begin..range.end).contains(&address)) {
            return;
        }
        let Some(around) = self.linkable.around(address) else { return };
        if let Some(id) = around.entered {
            return self.callee(id);
        }
        if !around.is_compilers && !self.is_made_anew(&around) {
            self.symbol(&around);
        }
    }

    /// True for variables that a copy of the code brings of its own.
    fn is_made_anew(&self, around: &Around<'_>) -> bool {
        around.is_brought || self.made_anew.contains(&around.named.address)
    }

    fn per_cpu(&mut self, address: Addr) {
        if let Some(around) = self.linkable.around(address) {
            self.symbol(&around);
            let row = self.rows.get_mut(&(Some(around.named.address), String::new()));
            row.into_iter().for_each(|row| row.is_per_cpu = true);
        }
    }

    fn symbol(&mut self, around: &Around<'_>) {
        let named = &around.named;
        if !self.knows(named.address, named.is_code) {
            let row = self.row(around.kind, &named.name, Some(named.address), named.is_code);
            self.add(Some(named.address), ExternalRow { sympos: around.sympos, ..row });
        }
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
            match site.key_address.and_then(|address| self.linkable.around(address)) {
                Some(around) if self.is_made_anew(&around) => {}
                Some(around) => self.symbol(&around),
                None => self.undefined(name, false),
            }
        }
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

    /// True if there is a row for an address; then it is known whether that is code.
    fn knows(&mut self, at: Addr, is_code: bool) -> bool {
        let known = self.rows.get_mut(&(Some(at), String::new()));
        known.is_some_and(|row| {
            row.is_code |= is_code;
            true
        })
    }

    fn add(&mut self, at: Option<Addr>, row: ExternalRow) {
        let name = if at.is_some() { String::new() } else { row.symbol.clone() };
        let is_code = row.is_code;
        let known = self.rows.entry((at, name)).or_insert(row);
        known.is_code |= is_code;
    }
}
