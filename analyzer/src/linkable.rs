//! Instances and addresses -> the symbols that a replacement refers to them by. Members of
//! a set refer to the same ones over and over: each is looked up once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use klpscope_graph::{
    Addr, Binding, DataKind, Export, InstanceId, InstanceKind, NamedAddress, Program, Sympos,
};

use crate::carried::{is_callable, ordinary_body};
use crate::instance::distinct_functions;
use crate::report::ExternalKind;

/// Looks symbols up in one program.
pub(crate) struct Linkable<'a> {
    program: &'a Program,
    called: RefCell<HashMap<InstanceId, Rc<Called<'a>>>>,
    named: RefCell<HashMap<InstanceId, Option<Named<'a>>>>,
    around: RefCell<HashMap<Addr, Option<Rc<Around<'a>>>>>,
}

/// What a call of an instance, or its address, means in source.
pub(crate) enum Called<'a> {
    /// A function of another object.
    Undefined(&'a str),
    /// A clone is this compiler's choice: source calls the functions, by these instances.
    Instead(Vec<InstanceId>),
    /// What the compiler makes anew with the patch.
    Nothing,
    /// The instance, by its symbol.
    Itself,
}

/// The symbol of an instance: of several the one that links.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) entry: Addr,
    pub(crate) name: &'a str,
    pub(crate) kind: ExternalKind,
    /// Only where it is needed to link.
    pub(crate) sympos: Option<u32>,
}

/// The symbol that an address lies in.
pub(crate) struct Around<'a> {
    pub(crate) named: NamedAddress<'a>,
    pub(crate) kind: ExternalKind,
    /// Only where it is needed to link.
    pub(crate) sympos: Option<u32>,
    /// The instance that begins at a symbol of code.
    pub(crate) entered: Option<InstanceId>,
    /// True for what the compiler makes anew with the patch.
    pub(crate) is_compilers: bool,
    /// True for flags and descriptors that a copy of the code brings of its own.
    pub(crate) is_brought: bool,
}

impl<'a> Linkable<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self {
            program,
            called: RefCell::default(),
            named: RefCell::default(),
            around: RefCell::default(),
        }
    }

    /// An instance that is called or whose address is taken.
    pub(crate) fn called(&self, id: InstanceId) -> Rc<Called<'a>> {
        let mut known = self.called.borrow_mut();
        Rc::clone(known.entry(id).or_insert_with(|| Rc::new(called(self.program, id))))
    }

    /// The symbol of an instance; `None` where the symbol table has none.
    pub(crate) fn named(&self, id: InstanceId) -> Option<Named<'a>> {
        *self.named.borrow_mut().entry(id).or_insert_with(|| self.best_symbol(id))
    }

    /// The symbol that an address lies in; literals have none.
    pub(crate) fn around(&self, address: Addr) -> Option<Rc<Around<'a>>> {
        let mut known = self.around.borrow_mut();
        known.entry(address).or_insert_with(|| self.symbol_around(address)).clone()
    }

    fn best_symbol(&self, id: InstanceId) -> Option<Named<'a>> {
        let program = self.program;
        let kind = |id| self.kind(program.symbol_name(id), program.symbol(id).binding());
        let symbols = program.instance(id).symbols().iter();
        let (kind, symbol) = symbols.map(|id| (kind(id), id)).min_by_key(|row| row.0)?;
        let sympos = || program.sympos(symbol).map(Sympos::old_sympos);
        Some(Named {
            entry: program.instance(id).entry(),
            name: program.symbol_name(symbol),
            kind,
            sympos: if self.wants_sympos(kind) { sympos() } else { None },
        })
    }

    fn symbol_around(&self, address: Addr) -> Option<Rc<Around<'a>>> {
        let program = self.program;
        let named = program.symbol_at(address)?;
        let kind = self.kind(&named.name, named.binding);
        let sympos = named.sympos.filter(|_| self.wants_sympos(kind));
        let at = named.address;
        let brought = [DataKind::Once, DataKind::Debug, DataKind::Discarded];
        Some(Rc::new(Around {
            kind,
            sympos: sympos.map(Sympos::old_sympos),
            entered: if named.is_code { program.instance_entered_at(at) } else { None },
            is_compilers: is_made_by_compiler(&named.name),
            is_brought: brought.contains(&program.data_at(at)),
            named,
        }))
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
}

fn called<'a>(program: &'a Program, id: InstanceId) -> Called<'a> {
    let name = program.instance_name(id);
    match program.instance(id).kind() {
        InstanceKind::Plt => Called::Undefined(name.trim_end_matches("@plt")),
        InstanceKind::Function if !is_callable(program, id) => {
            let functions = distinct_functions(program, id);
            let bodies = functions.iter().filter_map(|&id| ordinary_body(program, id));
            Called::Instead(bodies.collect())
        }
        _ if is_made_by_compiler(name) => Called::Nothing,
        _ => Called::Itself,
    }
}

/// Code and data that the compiler makes anew with the patch: the tracer's hook, thunks
/// of mitigations (arch/x86/lib/retpoline.S), tables of a `switch`, names of functions.
pub(crate) fn is_made_by_compiler(name: &str) -> bool {
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
