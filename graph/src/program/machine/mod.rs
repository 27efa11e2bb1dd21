//! What the machine code of single instances shows: decoded when asked for, not when
//! the program is read. What needs all code at once (whose address is taken) is found
//! out once, at the first such question.

mod arguments;
mod body;
mod data;
mod kept;
mod marks;
mod memory;
mod names;
mod references;
mod returns;
mod survey;
mod tables;
mod taken;
mod ways;

use std::sync::{Arc, Mutex};

pub use self::data::DataKind;
use self::kept::Kept;
pub(crate) use self::marks::Marks;
use self::memory::Memory;
use self::returns::Search;
use self::ways::Ways;
use super::edge::{CallKind, Callee};
use super::node::{InstanceKind, Origin, OriginEvidence};
use super::query::Program;
use super::store::Col;
use crate::code::{self, Arch, Body, Called, RegisterSet};
use crate::id::{Addr, CallId, InstanceId};

/// A place in an instance's code that refers to something but does not call it:
/// data that it reads or writes, a function whose address it takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Address of the instruction.
    pub site: Addr,
    /// What it refers to.
    pub target: RefTarget,
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefTarget {
    /// An address of this object.
    Address(Addr),
    /// An offset into the processor's own data (`%gs:`), as the address of the variable
    /// in `.data..percpu`. In a linked kernel that section begins at 0.
    PerCpu(Addr),
    /// A symbol of another object.
    Undefined(String),
}

/// Whether control can come back from an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Returns {
    /// A return instruction, a tail call or an indirect jump can be reached.
    Yes,
    /// Neither can be reached.
    Never,
    /// The code is not decoded.
    Unknown,
}

/// What an instance's code does besides computing its result: what GCC's
/// `-fipa-pure-const` and LLVM's function attributes look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effects {
    /// The first instruction that writes memory other than the instance's own stack
    /// frame, or whose effect is not known (I/O, `syscall`, locked).
    pub writes: Option<Addr>,
    /// The first instruction that surely writes memory of others: a variable at a fixed
    /// place. What goes through a pointer may be the instance's own frame, or a result that
    /// the caller made room for.
    pub stores: Option<Addr>,
    /// The first instruction that reads memory other than its own stack frame, the stack
    /// protector's guard and constants.
    pub reads: Option<Addr>,
    /// The first indirect call or jump, that of a `switch` by a table left aside.
    pub indirect: Option<Addr>,
    /// True if it can loop, calls left aside.
    pub loops: bool,
}

/// A caller-saved register that a caller reads after a call, before writing it, though
/// it holds no result: the caller knows that the callee leaves it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveRegister {
    /// Its name, by the full register: `rsi`, `xmm3`.
    pub register: &'static str,
    /// The instruction that reads it.
    pub read_at: Addr,
}

/// What a transfer goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Instance(InstanceId),
    /// A function of another object, by index of its name.
    External(u32),
    /// Code that is no entry.
    Unknown,
}

/// What is kept between questions.
#[derive(Debug)]
pub(crate) struct Machine {
    /// `e_machine`, if it is decoded.
    machine: Option<u16>,
    memory: Memory,
    /// Most bytes of an instance that is looked at. Bounds the work on a file whose
    /// functions overlap: all of them together are a few times the code.
    longest: u64,
    /// By instance, as far as it was asked.
    returns: Kept<Returns>,
    /// The body looked at last: the calls of one caller are asked for one after the other.
    last: Mutex<Option<(InstanceId, Arc<Body<To>>)>>,
    /// By instance: what its code does; asked again for each way that leads there.
    effects: Kept<Option<Effects>>,
    /// By instance: the caller-saved registers that it writes.
    writes: Kept<Option<RegisterSet>>,
    /// By instance: argument registers that it reads.
    arguments: Kept<RegisterSet>,
}

impl Machine {
    fn new(program: &Program) -> Self {
        let marks = program.store.marks();
        let (machine, memory) = Memory::new(&program.files.image, marks);
        let sizes = memory.sections.iter().filter(|section| section.executable);
        let code = sizes.fold(0_u64, |sum, section| sum.saturating_add(section.size));
        let claimed = program.store.get(Col::ClaimedBytes, 0);
        let share = code.saturating_mul(4) / (program.instances().len() as u64).max(1);
        Self {
            machine: machine.filter(|_| program.object.decoded),
            memory,
            longest: if claimed > code.saturating_mul(4) { share } else { code },
            returns: Kept::default(),
            last: Mutex::new(None),
            effects: Kept::default(),
            writes: Kept::default(),
            arguments: Kept::default(),
        }
    }

    fn kept_body(&self, program: &Program, id: InstanceId) -> Option<Arc<Body<To>>> {
        let kept = || self.last.lock().ok();
        if let Some((last, body)) = kept()?.as_ref()
            && *last == id
        {
            return Some(Arc::clone(body));
        }
        let body = Arc::new(self.body(program, id)?);
        *kept()? = Some((id, Arc::clone(&body)));
        Some(body)
    }

    fn arch(&self) -> Option<&'static dyn Arch> {
        code::arch(self.machine?)
    }
}

impl Program {
    /// What the code of an instance refers to, sorted; calls and jumps to entries of
    /// functions are not among it, nor what lies within the instance. `None` if its
    /// code is not decoded.
    ///
    /// In an ET_REL file relocations say it. In a linked file an absolute address is a
    /// number that lies in a loaded section: in a kernel numbers are rarely like that, in
    /// a program linked to low addresses (`-no-pie`) one in a register of 32 bits may be.
    /// An offset of per-cpu data that is a plain number is not seen.
    pub fn references(&self, id: InstanceId) -> Option<Vec<Reference>> {
        self.machine().references(self, id)
    }

    /// Whether control can come back from an instance. `Never` is certain as far as the
    /// calls that do not return are known.
    pub fn returns(&self, id: InstanceId) -> Returns {
        let machine = self.machine();
        let known = machine.returns.get(id);
        known.unwrap_or_else(|| Search::new(machine, self).answer(id))
    }

    /// Finds out of all instances, with every thread, what [`Program::returns`] finds
    /// out one by one: for those who will ask of most. No answer depends on it.
    pub fn prepare_returns(&self) {
        self.machine().survey_returns(self);
    }

    /// What the code of an instance does, calls left aside; `None` if it is not decoded.
    pub fn effects(&self, id: InstanceId) -> Option<Effects> {
        let machine = self.machine();
        let known = machine.effects.get(id);
        known.unwrap_or_else(|| machine.effects.keep(id, self.effects_of(id)))
    }

    fn effects_of(&self, id: InstanceId) -> Option<Effects> {
        let machine = self.machine();
        let body = machine.kept_body(self, id)?;
        let convention = machine.arch()?.convention();
        let found = body.effects(
            convention,
            |step, access| machine.is_constant(step, access),
            |step, access| machine.is_variable(step, access),
        );
        Some(Effects {
            writes: found.writes.map(Addr),
            stores: found.stores.map(Addr),
            reads: found.reads.map(Addr),
            indirect: found.indirect.map(Addr),
            loops: found.loops,
        })
    }

    /// The caller-saved registers that live across a call, results left aside (rax, rdx,
    /// xmm0, xmm1), sorted. `None` if the code is not decoded or control does not come
    /// back to it.
    ///
    /// A later call counts as a read of the argument registers that its callee, compiled
    /// in this object too, reads. Caller and callee have to be code of this object that a
    /// compiler made and a DIE describes: it sees no further, and what assembly with a
    /// convention of its own leaves alone (the kernel's `__put_user_4`, `__sw_hweight64`)
    /// its callers know without any optimisation. Of other calls nothing is said.
    pub fn live_across(&self, call: CallId) -> Option<Vec<LiveRegister>> {
        let machine = self.machine();
        let row = self.call(call);
        let callee = row.callee().instance();
        match row.kind() {
            CallKind::Jump | CallKind::ConditionalJump => return None,
            CallKind::Call | CallKind::Indirect => {}
        }
        if callee.is_some_and(|callee| self.returns(callee) == Returns::Never) {
            return None;
        }
        let quiet =
            |id| matches!(self.instance(id).kind(), InstanceKind::Tracer | InstanceKind::Thunk);
        let thunk = match row.callee() {
            Callee::External(id) => names::transfer(self.external_name(id), true).is_some(),
            Callee::Entry(_) | Callee::Middle(_) | Callee::Unnamed(_) => false,
        };
        if thunk || callee.is_some_and(quiet) {
            return Some(Vec::new());
        }
        let body = machine.kept_body(self, row.caller())?;
        let convention = machine.arch()?.convention();
        let at = body.index(row.site().0)?;
        let link = &body.links[at as usize];
        let start = match link.call {
            Some(Called::Function(To::External(name)))
                if names::never_returns(machine.memory.name(name)) =>
            {
                return None;
            }
            Some(_) => link.falls?,
            // DWARF names the return address.
            None => at,
        };
        if !callee.is_some_and(|callee| self.is_compiled(callee)) || !self.is_compiled(row.caller())
        {
            return Some(Vec::new());
        }
        let kept = convention.caller_saved.minus(convention.results);
        let reads = body.reads_before_writes(start, kept, |to| machine.argument_reads(self, to));
        let mut found: Vec<LiveRegister> = Vec::new();
        for read in reads {
            for register in (convention.names)(read.registers) {
                if !found.iter().any(|known| known.register == register) {
                    found.push(LiveRegister { register, read_at: Addr(read.site) });
                }
            }
        }
        found.sort_unstable();
        Some(found)
    }

    /// The caller-saved registers that an instance's own code writes, by the names of
    /// [`LiveRegister`], sorted; `None` if it is not decoded.
    pub fn writes_registers(&self, id: InstanceId) -> Option<Vec<&'static str>> {
        let machine = self.machine();
        let convention = machine.arch()?.convention();
        let touch = || Some(machine.kept_body(self, id)?.touches().and(convention.caller_saved));
        let known = machine.writes.get(id);
        let touched = known.unwrap_or_else(|| machine.writes.keep(id, touch()))?;
        let mut names = (convention.names)(touched);
        names.sort_unstable();
        Some(names)
    }

    /// Where the address of an instance is seen to be taken: an instruction, a pointer
    /// in data, a relocation; the lowest of them. `None` where none is seen. Tables of
    /// the kernel that list functions only to find them (`__mcount_loc`, `__ksymtab`,
    /// unwind data, the kprobes blacklist) do not count.
    pub fn address_taken(&self, id: InstanceId) -> Option<Addr> {
        self.store.get(Col::Taken, id.index()).checked_sub(1).map(Addr)
    }

    /// True for code with a DIE that a compiler made: GNU as since 2.35 writes DIEs too.
    fn is_compiled(&self, id: InstanceId) -> bool {
        let compiled = |origin: Origin| match origin.evidence {
            OriginEvidence::Die { unit, .. } => {
                !self.str(self.unit(unit).producer()).starts_with("GNU AS")
            }
            OriginEvidence::Symbol(_) => false,
        };
        self.instance(id).functions().iter().any(compiled)
    }

    /// Packs what is found out of all code and data at once, when the program was built.
    pub(crate) fn pack_machine(&mut self) {
        let machine = Machine::new(self);
        let ways = Ways::new(&machine.memory);
        self.store.append(Col::WayFrom, ways.jumps.iter().map(|way| way.0));
        self.store.append(Col::WayTo, ways.jumps.iter().map(|way| way.1));
        self.store.append(Col::Warning, ways.warnings.iter().copied());
        let taken = machine.taken(self);
        if taken.iter().any(Option::is_some) {
            let number = |at: &Option<Addr>| at.map_or(0, |at| at.0.saturating_add(1));
            self.store.append(Col::Taken, taken.iter().map(number));
        }
    }

    fn machine(&self) -> &Machine {
        self.lazy.machine.get_or_init(|| Machine::new(self))
    }
}
