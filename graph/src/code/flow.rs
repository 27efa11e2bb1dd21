//! The instructions of one function become its control flow: which follows which, and
//! where control leaves.

use super::step::{Dest, Flow, Step};

/// What a direct transfer means; `T` names a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning<T> {
    /// To this address of the function itself.
    Inside(u64),
    /// Nothing for the program: a call of the tracer.
    Nothing,
    /// A return: `jmp __x86_return_thunk`.
    Return,
    /// A transfer by a register: `jmp __x86_indirect_thunk_rax`.
    Indirect,
    /// Another function, or this one's entry by a call.
    Function(T),
}

/// How control leaves a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit<T> {
    /// Back to the caller.
    Return,
    /// By a jump to a function.
    Tail(T),
    /// By a jump through a register or memory, or to where no instruction begins: its
    /// target is not known.
    Unknown,
}

/// What a call goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Called<T> {
    Function(T),
    Indirect,
}

/// What follows an instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link<T> {
    /// The instruction behind it, by its index.
    pub(crate) falls: Option<u32>,
    /// The target of a jump within the function.
    pub(crate) to: Option<u32>,
    /// Where control may leave.
    pub(crate) exit: Option<Exit<T>>,
    /// The call that comes first.
    pub(crate) call: Option<Called<T>>,
}

/// A function's instructions and how they follow each other.
#[derive(Debug)]
pub(crate) struct Body<T> {
    /// Sorted by address.
    pub(crate) steps: Vec<Step>,
    pub(crate) links: Vec<Link<T>>,
    /// Ways that no instruction shows: jump labels, fixups of exceptions, jump tables.
    further: Vec<(u32, u32)>,
    /// The first instruction to run.
    pub(crate) entry: Option<u32>,
}

impl<T: Copy> Body<T> {
    /// Links instructions. `ways` are pairs of addresses that control may also go
    /// between; `goes_on` says of a trap whether its handler comes back.
    pub(crate) fn new(
        mut steps: Vec<Step>,
        entry: u64,
        meaning: impl Fn(Dest, bool) -> Meaning<T>,
        goes_on: impl Fn(u64) -> bool,
    ) -> Self {
        steps.sort_by_key(|step| step.site);
        steps.dedup_by_key(|step| step.site);
        let mut body = Self { links: Vec::new(), further: Vec::new(), entry: None, steps };
        body.entry = body.index(entry);
        body.links = body.steps.iter().map(|step| body.link(step, &meaning, &goes_on)).collect();
        body
    }

    /// The instruction that begins at an address.
    pub(crate) fn index(&self, address: u64) -> Option<u32> {
        self.steps.binary_search_by_key(&address, |step| step.site).ok().map(|at| at as u32)
    }

    /// Adds ways that no instruction shows, by address. Those that lead nowhere here
    /// are left out.
    pub(crate) fn add_ways(&mut self, ways: impl IntoIterator<Item = (u64, u64)>) {
        let ways = ways.into_iter();
        let known = ways.filter_map(|(from, to)| Some((self.index(from)?, self.index(to)?)));
        let known: Vec<_> = known.collect();
        self.further.extend(known);
        self.further.sort_unstable();
        self.further.dedup();
    }

    /// What may run next, within the function.
    pub(crate) fn successors(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        let link = &self.links[at as usize];
        link.falls.into_iter().chain(link.to).chain(self.further_from(at))
    }

    /// Where ways lead that the instruction does not show.
    pub(crate) fn further_from(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.further.partition_point(|way| way.0 < at);
        self.further[first..].iter().take_while(move |way| way.0 == at).map(|way| way.1)
    }

    /// Whether each instruction can be reached from the entry, if calls return. Behind
    /// an indirect jump everything may be: its table may have been read in part only.
    pub(crate) fn reachable(&self) -> Vec<bool> {
        let mut seen = vec![false; self.steps.len()];
        let mut open: Vec<u32> = self.entry.into_iter().collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at as usize], true) {
                open.extend(self.successors(at));
            }
        }
        let jumps = |(step, seen): (&Step, &bool)| *seen && step.flow == Flow::IndirectJump;
        if self.steps.iter().zip(&seen).any(jumps) {
            seen.fill(true);
        }
        seen
    }

    fn link(
        &self,
        step: &Step,
        meaning: &impl Fn(Dest, bool) -> Meaning<T>,
        goes_on: &impl Fn(u64) -> bool,
    ) -> Link<T> {
        let falls = self.index(step.next);
        // Behind the last instruction another function begins.
        let off = if falls.is_none() { Some(Exit::Unknown) } else { None };
        let mut link = Link { falls, to: None, exit: off, call: None };
        match step.flow {
            Flow::Next => {}
            Flow::Trap if goes_on(step.site) => {}
            Flow::Trap => (link.falls, link.exit) = (None, None),
            Flow::Return => (link.falls, link.exit) = (None, Some(Exit::Return)),
            Flow::IndirectJump | Flow::Invalid => {
                (link.falls, link.exit) = (None, Some(Exit::Unknown));
            }
            // A call that nothing stands behind is known not to return.
            Flow::IndirectCall => (link.call, link.exit) = (Some(Called::Indirect), None),
            Flow::Call(dest) => match meaning(dest, true) {
                Meaning::Nothing => {}
                Meaning::Function(callee) => {
                    (link.call, link.exit) = (Some(Called::Function(callee)), None);
                }
                Meaning::Inside(_) | Meaning::Return | Meaning::Indirect => {
                    (link.call, link.exit) = (Some(Called::Indirect), None);
                }
            },
            Flow::Jump(dest) => {
                link.falls = None;
                (link.to, link.exit) = self.jump(meaning(dest, false));
            }
            Flow::Branch(dest) => {
                let (to, exit) = self.jump(meaning(dest, false));
                (link.to, link.exit) = (to, exit.or(link.exit));
            }
        }
        link
    }

    fn jump(&self, meaning: Meaning<T>) -> (Option<u32>, Option<Exit<T>>) {
        match meaning {
            Meaning::Inside(address) => match self.index(address) {
                Some(to) => (Some(to), None),
                None => (None, Some(Exit::Unknown)),
            },
            Meaning::Return => (None, Some(Exit::Return)),
            Meaning::Nothing | Meaning::Indirect => (None, Some(Exit::Unknown)),
            Meaning::Function(callee) => (None, Some(Exit::Tail(callee))),
        }
    }

    /// True if some instruction can run again after itself: what is left when those
    /// without predecessors are taken away, one after the other.
    pub(crate) fn has_cycle(&self, reachable: &[bool]) -> bool {
        let live = |at: &u32| reachable[*at as usize];
        let mut before = vec![0_u32; self.steps.len()];
        let all = || (0..self.steps.len() as u32).filter(live);
        for at in all() {
            for to in self.successors(at) {
                before[to as usize] += 1;
            }
        }
        let mut open: Vec<u32> = all().filter(|&at| before[at as usize] == 0).collect();
        let mut taken = 0;
        while let Some(at) = open.pop() {
            taken += 1;
            for to in self.successors(at) {
                before[to as usize] -= 1;
                if before[to as usize] == 0 {
                    open.push(to);
                }
            }
        }
        taken < all().count()
    }
}
