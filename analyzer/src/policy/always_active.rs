//! `always-active`: the member is on some task's stack nearly all the time: the main
//! loop of a kernel thread, the scheduler's way to sleep, the idle loop.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use klpscope_graph::{CallId, Callee, InstanceId, Program, Role};

use super::{Found, Help, Policy, Subject};
use crate::candidate;
use crate::instance;
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "always-active",
    gravest: Effect::Condition,
    redirects: false,
    check,
    help: Help {
        title: "some task is inside nearly all the time",
        finds: "The function is on some task's stack nearly all the time: the main loop of a kernel \
         thread, the scheduler's way to sleep, the idle loop. The transition may wait for it.",
        how: "By its calls: a loop that asks kthread_should_stop or its kin; what calls __switch_to_asm, \
         and the callers of that (__schedule, schedule). Loops without such a trace by name: \
         do_idle, worker_thread, io_wq_worker, io_sq_thread, cpu_startup_entry, kthread, kthreadd.",
        false_positives: "A loop that asks kthread_should_stop and soon ends.",
        false_negatives: "A kernel thread of a module that loops without asking.",
        way_out: "Wake the thread, or stop and start it, so that it leaves the function.",
    },
};

/// What the main loop of a kernel thread asks (kernel/kthread.c).
const ASKED: [&str; 4] = [
    "kthread_should_stop",
    "kthread_should_park",
    "kthread_should_stop_or_park",
    "kthread_freezable_should_stop",
];

/// What a task goes to sleep by (arch/x86/entry).
const SWITCH: &str = "__switch_to_asm";

/// Loops of the kernel that show no call of the above: workqueue and kthread workers,
/// io_uring's workers, devtmpfs and RCU-tasks threads, the idle loop and its caller, and what
/// runs a thread's function (`ret_from_fork` is C on x86 since 6.6: arch/x86/kernel/process.c).
const LOOPS: [&str; 11] = [
    "do_idle",
    "worker_thread",
    "kthread_worker_fn",
    "io_wq_worker",
    "io_sq_thread",
    "cpu_startup_entry",
    "kthread",
    "kthreadd",
    "ret_from_fork",
    "devtmpfsd",
    "rcu_tasks_one_gp",
];

fn check(subject: &Subject<'_>) -> Option<Found> {
    if !subject.is_kernel() {
        return None;
    }
    let program = subject.program();
    let waits = subject.facts.waits();
    if let Some(call) = waits.asks(program, subject.id)
        && program.effects(subject.id).is_none_or(|effects| effects.loops)
    {
        return Some(found(
            "the main loop of a kernel thread: its task hardly ever leaves it",
            told(program, call),
        ));
    }
    if let Some(call) = waits.sleeps(program, subject.id) {
        return Some(found("every sleeping task is inside it", call));
    }
    let is_loop = |name: &&str| {
        let functions = instance::distinct_functions(program, subject.id);
        functions.iter().any(|&function| candidate::is_called(program, function, name))
    };
    let is_core = matches!(program.role(), Role::Kernel | Role::KernelPart);
    let name = LOOPS.iter().find(|name| is_core && is_loop(name))?;
    Some(found("a loop of the kernel that some task never leaves", format!("by its name, {name}")))
}

fn found(text: &str, evidence: String) -> Found {
    Found::new(
        Effect::Condition,
        format!("{text}, so the transition may stall"),
        "make the tasks inside leave it, by waking or restarting them; else replace what it calls",
    )
    .shown_by([evidence])
}

/// The calls by which tasks stay in a function.
pub(super) struct Waits {
    /// Who calls [`SWITCH`], each with its first such call.
    switches: BTreeMap<InstanceId, CallId>,
    /// Whether an instance is called as [`ASKED`] says, as far as it was looked at.
    asked: RefCell<HashMap<InstanceId, bool>>,
}

impl Waits {
    pub(super) fn of(program: &Program) -> Self {
        let mut switches = BTreeMap::new();
        for call in program.calls_of_name(SWITCH) {
            let first = switches.entry(program.call(call).caller()).or_insert(call);
            *first = call.min(*first);
        }
        Self { switches, asked: RefCell::default() }
    }

    /// The first call in `id` of what the main loop of a kernel thread asks.
    fn asks(&self, program: &Program, id: InstanceId) -> Option<CallId> {
        let is_asked = |name: &str| ASKED.contains(&name);
        program.calls_from(id).into_iter().find(|&call| match program.call(call).callee() {
            Callee::Entry(id) => {
                let mut asked = self.asked.borrow_mut();
                *asked.entry(id).or_insert_with(|| is_asked(program.instance_name(id)))
            }
            Callee::External(id) => is_asked(program.external_name(id)),
            Callee::Middle(_) | Callee::Unnamed(_) => false,
        })
    }

    /// The call by which a task goes to sleep in `id`: of what switches, or of a function
    /// that calls it.
    fn sleeps(&self, program: &Program, id: InstanceId) -> Option<String> {
        if let Some(&call) = self.switches.get(&id) {
            return Some(told(program, call));
        }
        program.calls_from(id).into_iter().find_map(|call| {
            let call = program.call(call);
            let callee = call.callee().instance()?;
            let inner = told(program, *self.switches.get(&callee)?);
            let (name, at) = (program.instance_name(callee), program.address(call.site()));
            Some(format!("calls {name} at {at}, which {inner}"))
        })
    }
}

/// A call, as evidence.
fn told(program: &Program, call: CallId) -> String {
    let call = program.call(call);
    let name = match call.callee() {
        Callee::Entry(id) | Callee::Middle(id) => program.instance_name(id),
        Callee::External(id) => program.external_name(id),
        Callee::Unnamed(_) => "",
    };
    format!("calls {name} at {}", program.address(call.site()))
}
