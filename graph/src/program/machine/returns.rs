//! Which functions return: the least set that holds every function with a way from its
//! entry out, where each call on the way is of a function in the set. A function that
//! only calls itself is not in it.
//!
//! A question looks at as little as it can: at a callee only where no way out is found
//! that does without it.

use std::collections::HashMap;

use super::super::node::InstanceKind;
use super::super::query::Program;
use super::{Machine, Returns, To, names};
use crate::code::Skeleton;
use crate::id::InstanceId;

/// What is known of one function by itself.
pub(super) enum Way {
    Known(Returns),
    /// It depends on what it calls.
    Open(Skeleton<To>),
}

impl Way {
    pub(super) fn of(machine: &Machine, program: &Program, id: InstanceId) -> Self {
        // A linkage stub stands for what it jumps to.
        if program.instance(id).kind() == InstanceKind::Plt {
            let never = names::never_returns(program.instance_name(id));
            return Self::Known(if never { Returns::Never } else { Returns::Yes });
        }
        // `srso_safe_ret` returns to its caller's caller (arch/x86/lib/retpoline.S).
        let name = program.instance_name(id);
        if program.instance(id).kind() == InstanceKind::Thunk || name.starts_with("srso_") {
            return Self::Known(Returns::Yes);
        }
        let skeleton = machine.body(program, id).and_then(|body| body.skeleton());
        skeleton.map_or(Self::Known(Returns::Unknown), Self::Open)
    }
}

/// Where a search stopped: in which function, and at which gate to go on.
#[derive(Clone, Copy)]
struct Waiting {
    function: InstanceId,
    /// The gate whose call it was; `None` if the function ends by a jump there.
    gate: Option<u32>,
}

/// A function that is looked at.
struct Function {
    skeleton: Skeleton<To>,
    /// By gate.
    seen: Vec<bool>,
    returns: bool,
}

/// Follows the ways of functions, and of those that they call where the answer depends
/// on it; each gate is passed at most once. What is certain is kept in the machine.
/// Other searches may go on at a time: they find the same.
pub(super) struct Search<'p> {
    machine: &'p Machine,
    program: &'p Program,
    functions: HashMap<InstanceId, Function>,
    /// By callee, who waits for it.
    waiting: HashMap<InstanceId, Vec<Waiting>>,
    /// Gates to look at.
    open: Vec<(InstanceId, u32)>,
    /// Functions that were just found to return.
    came_back: Vec<InstanceId>,
    /// Functions that others wait for.
    asked: Vec<InstanceId>,
}

impl<'p> Search<'p> {
    pub(super) fn new(machine: &'p Machine, program: &'p Program) -> Self {
        Self {
            machine,
            program,
            functions: HashMap::new(),
            waiting: HashMap::new(),
            open: Vec::new(),
            came_back: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// Whether control comes back from `id`.
    pub(super) fn answer(mut self, id: InstanceId) -> Returns {
        self.asked.push(id);
        self.run(Some(id));
        self.known(id).unwrap_or(Returns::Unknown)
    }

    /// Goes on until it is known of `wanted`, or of every function that was begun. If no
    /// more way is open, those without a way out have none.
    pub(super) fn run(&mut self, wanted: Option<InstanceId>) {
        while wanted.is_none_or(|id| self.known(id).is_none()) {
            if let Some((function, gate)) = self.open.pop() {
                self.enter(function, gate);
            } else if let Some(function) = self.came_back.pop() {
                self.wake(function);
            } else if let Some(id) = self.asked.pop() {
                self.look_at(id);
            } else {
                break;
            }
        }
        if self.open.is_empty() && self.came_back.is_empty() && self.asked.is_empty() {
            for (id, _) in self.functions.iter().filter(|(_, function)| !function.returns) {
                self.keep(*id, Returns::Never);
            }
        }
    }

    /// Begins with a function, unless that was done.
    fn look_at(&mut self, id: InstanceId) {
        match self.known(id) {
            _ if self.functions.contains_key(&id) => {}
            Some(Returns::Never) => {}
            Some(Returns::Yes | Returns::Unknown) => self.came_back.push(id),
            None => self.begin(id, Way::of(self.machine, self.program, id)),
        }
    }

    /// Begins with a function of which this is known.
    pub(super) fn begin(&mut self, id: InstanceId, way: Way) {
        match way {
            Way::Known(returns) => {
                self.keep(id, returns);
                if returns != Returns::Never {
                    self.came_back.push(id);
                }
            }
            Way::Open(skeleton) => {
                self.open.push((id, skeleton.entry));
                let seen = vec![false; skeleton.gates.len()];
                self.functions.insert(id, Function { skeleton, seen, returns: false });
            }
        }
    }

    fn enter(&mut self, id: InstanceId, gate: u32) {
        let Some(function) = self.functions.get_mut(&id) else { return };
        if std::mem::replace(&mut function.seen[gate as usize], true) || function.returns {
            return;
        }
        let row = function.skeleton.gates[gate as usize];
        let by_tail = row.tail.map(|tail| self.comes_back(tail));
        if row.leaves || by_tail == Some(Ok(true)) {
            self.returns(id);
            return;
        }
        if let Some(Err(callee)) = by_tail {
            self.wait(callee, Waiting { function: id, gate: None });
        }
        match row.call.map_or(Ok(true), |call| self.comes_back(call)) {
            Ok(true) => self.pass(id, gate),
            Ok(false) => {}
            Err(callee) => self.wait(callee, Waiting { function: id, gate: Some(gate) }),
        }
    }

    fn pass(&mut self, id: InstanceId, gate: u32) {
        if let Some(function) = self.functions.get(&id) {
            self.open.extend(function.skeleton.successors(gate).iter().map(|&next| (id, next)));
        }
    }

    fn returns(&mut self, id: InstanceId) {
        let Some(function) = self.functions.get_mut(&id) else { return };
        if !std::mem::replace(&mut function.returns, true) {
            self.keep(id, Returns::Yes);
            self.came_back.push(id);
        }
    }

    fn wait(&mut self, callee: InstanceId, waiting: Waiting) {
        self.waiting.entry(callee).or_default().push(waiting);
        self.asked.push(callee);
    }

    fn wake(&mut self, callee: InstanceId) {
        for waiting in self.waiting.remove(&callee).unwrap_or_default() {
            match waiting.gate {
                Some(gate) => self.pass(waiting.function, gate),
                None => self.returns(waiting.function),
            }
        }
    }

    /// Whether a callee returns; an error names the one that is not known yet.
    fn comes_back(&self, to: To) -> Result<bool, InstanceId> {
        match to {
            To::External(name) => Ok(!names::never_returns(self.machine.memory.name(name))),
            To::Unknown => Ok(true),
            To::Instance(id) => self.known(id).map(|known| known != Returns::Never).ok_or(id),
        }
    }

    fn known(&self, id: InstanceId) -> Option<Returns> {
        self.machine.returns.get(id)
    }

    fn keep(&self, id: InstanceId, returns: Returns) {
        // Kept already: by another search, which found the same.
        self.machine.returns.keep(id, returns);
    }
}
