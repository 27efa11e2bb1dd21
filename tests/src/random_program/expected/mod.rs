//! What must be found in a program, by its own words: one line a fact, counted. The rules are
//! those of the replacement set, worked out the slow way; nothing of klpscope is used here.

mod graph;
mod reasons;
mod set;

use std::collections::BTreeMap;

use super::layout::{Form, Layout};
use super::model::{Body, Code, Copy, Program};

pub use set::Rule;

/// Facts, each with how often it holds.
pub type Facts = BTreeMap<String, usize>;

/// Adds a fact.
pub fn add(facts: &mut Facts, fact: String) {
    *facts.entry(fact).or_default() += 1;
}

/// What holds for a program.
#[derive(Debug)]
pub struct Expected<'p> {
    program: &'p Program,
    layout: Layout,
}

impl<'p> Expected<'p> {
    /// Of a file of this form.
    pub fn new(program: &'p Program, form: Form) -> Self {
        Self { program, layout: Layout::new(program, form) }
    }

    /// What the linker kept.
    fn kept(&self) -> impl Iterator<Item = (usize, &'p Body)> {
        self.program.bodies.iter().enumerate().filter(|(_, body)| !body.dropped)
    }

    /// The copies in a body as its DIEs tell of them, with the number of ranges of each.
    fn copies<'b>(&self, at: usize, body: &'b Body) -> Vec<(&'b [Copy], Vec<usize>)> {
        let ranges = |copy: usize| {
            let within = |piece: usize| body.around(body.pieces[piece].copy).contains(&copy);
            self.layout.ranges(at, within).len()
        };
        let own = (0..body.copies.len()).map(ranges).collect();
        let folded = body.folded.iter();
        let folded = folded.map(|folded| (&*folded.copies, vec![0; folded.copies.len()]));
        [(&*body.copies, own)].into_iter().chain(folded).collect()
    }
}

fn callee(code: Code) -> Option<usize> {
    match code {
        Code::Call(to, _) | Code::Jump(to) | Code::Branch(to) => Some(to),
        _ => None,
    }
}
