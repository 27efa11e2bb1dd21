//! Which functions return: the least set that holds every function with a way from its
//! entry out, where each call on the way is of a function in the set. A function that
//! only calls itself is not in it.

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
        if program.instance(id).kind == InstanceKind::Plt {
            let never = names::never_returns(program.instance_name(id));
            return Self::Known(if never { Returns::Never } else { Returns::Yes });
        }
        // `srso_safe_ret` returns to its caller's caller (arch/x86/lib/retpoline.S).
        let name = program.instance_name(id);
        if program.instance(id).kind == InstanceKind::Thunk || name.starts_with("srso_") {
            return Self::Known(Returns::Yes);
        }
        let skeleton = machine.body(program, id).and_then(|body| body.skeleton());
        skeleton.map_or(Self::Known(Returns::Unknown), Self::Open)
    }
}

/// Where a search stopped: in which function, and at which gate to go on.
#[derive(Clone, Copy)]
struct Waiting {
    function: u32,
    /// The gate whose call it was; `None` if the function ends by a jump there.
    gate: Option<u32>,
}

/// Follows the ways of all functions at once; each gate is passed at most once.
pub(super) fn solve(machine: &Machine, ways: &[Way]) -> Vec<Returns> {
    let mut search = Search {
        machine,
        ways,
        seen: ways
            .iter()
            .map(|way| match way {
                Way::Open(skeleton) => vec![false; skeleton.gates.len()],
                Way::Known(_) => Vec::new(),
            })
            .collect(),
        found: vec![Returns::Never; ways.len()],
        waiting: vec![Vec::new(); ways.len()],
        open: Vec::new(),
        came_back: Vec::new(),
    };
    for (function, way) in ways.iter().enumerate() {
        match way {
            Way::Known(returns) => search.found[function] = *returns,
            Way::Open(skeleton) => search.open.push((function as u32, skeleton.entry)),
        }
    }
    search.run();
    search.found
}

struct Search<'w> {
    machine: &'w Machine,
    ways: &'w [Way],
    seen: Vec<Vec<bool>>,
    found: Vec<Returns>,
    waiting: Vec<Vec<Waiting>>,
    /// Gates to look at.
    open: Vec<(u32, u32)>,
    /// Functions that were just found to return.
    came_back: Vec<u32>,
}

impl Search<'_> {
    fn run(&mut self) {
        loop {
            if let Some((function, gate)) = self.open.pop() {
                self.enter(function, gate);
            } else if let Some(function) = self.came_back.pop() {
                for waiting in std::mem::take(&mut self.waiting[function as usize]) {
                    match waiting.gate {
                        Some(gate) => self.pass(waiting.function, gate),
                        None => self.returns(waiting.function),
                    }
                }
            } else {
                return;
            }
        }
    }

    fn enter(&mut self, function: u32, gate: u32) {
        let seen = &mut self.seen[function as usize][gate as usize];
        let answered = self.found[function as usize] != Returns::Never;
        if std::mem::replace(seen, true) || answered {
            return;
        }
        let Way::Open(skeleton) = &self.ways[function as usize] else { return };
        let row = skeleton.gates[gate as usize];
        if row.leaves {
            self.returns(function);
        }
        if let Some(tail) = row.tail {
            match self.comes_back(tail) {
                Ok(true) => self.returns(function),
                Ok(false) => {}
                Err(callee) => self.wait(callee, Waiting { function, gate: None }),
            }
        }
        match row.call.map_or(Ok(true), |call| self.comes_back(call)) {
            Ok(true) => self.pass(function, gate),
            Ok(false) => {}
            Err(callee) => self.wait(callee, Waiting { function, gate: Some(gate) }),
        }
    }

    fn pass(&mut self, function: u32, gate: u32) {
        if let Way::Open(skeleton) = &self.ways[function as usize] {
            self.open.extend(skeleton.successors(gate).iter().map(|&next| (function, next)));
        }
    }

    fn returns(&mut self, function: u32) {
        let found = &mut self.found[function as usize];
        if *found == Returns::Never {
            *found = Returns::Yes;
            self.came_back.push(function);
        }
    }

    fn wait(&mut self, callee: InstanceId, waiting: Waiting) {
        self.waiting[callee.index()].push(waiting);
    }

    /// Whether a callee returns; an error names the one that is not known yet.
    fn comes_back(&self, to: To) -> Result<bool, InstanceId> {
        match to {
            To::External(name) => Ok(!names::never_returns(self.machine.memory.name(name))),
            To::Unknown => Ok(true),
            To::Instance(id) => match (self.found[id.index()], &self.ways[id.index()]) {
                (Returns::Yes | Returns::Unknown, _) => Ok(true),
                (Returns::Never, Way::Known(_)) => Ok(false),
                (Returns::Never, Way::Open(_)) => Err(id),
            },
        }
    }
}
