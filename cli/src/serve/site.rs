//! What was read to the answers about it.

use std::io::{self, Write};

use hyper::StatusCode;
use klpscope_analyzer::page::{self, FunctionNames};
use klpscope_analyzer::report::{ImpactReport, json};
use klpscope_analyzer::{self as analyzer, Scope, Spec};
use klpscope_graph::Program;
use serde::Serialize;

use super::answer::{Asked, Question, Refusal, Reply};
use crate::failure::Failure;
use crate::input::Input;

/// Functions that one question may be about: a glob can name all of a kernel.
const FUNCTIONS: usize = 100;
/// Bytes of an answer.
const ANSWER: usize = 96 << 20;

/// What was read, and what is always at hand.
pub(crate) struct Site {
    input: Input,
    names: FunctionNames,
    shell: String,
}

impl Site {
    pub(crate) fn new(input: Input) -> Self {
        Self { names: FunctionNames::new(&input.programs), shell: page::shell(), input }
    }

    /// How many functions can be asked about.
    pub(crate) fn functions(&self) -> usize {
        self.names.len()
    }

    /// The answer to `question`; what is wrong with it is an answer too.
    pub(super) fn answer(&self, question: &Question) -> Reply {
        let reply = match question {
            Question::Page => Ok(Reply::html(&self.shell)),
            Question::Functions(text, limit) => written(&self.names.search(text, *limit)),
            Question::Report(asked) => self.report(asked).and_then(|report| written(&report)),
            Question::Drawing(asked) => {
                self.report(asked).and_then(|report| written(&page::drawing(&report)))
            }
        };
        if let Some(damage) = self.input.programs.iter().find_map(Program::index_damage) {
            let text = format!("an index was changed since it was read: {damage}; start again");
            return Reply::error(StatusCode::INTERNAL_SERVER_ERROR, text);
        }
        reply.unwrap_or_else(|refusal| refusal)
    }

    fn report(&self, asked: &Asked) -> Result<ImpactReport, Reply> {
        let programs = &self.input.programs;
        let specs: Result<Vec<Spec>, _> = asked.specs.iter().map(|spec| spec.parse()).collect();
        let functions = specs.map_err(|error| refused(&Failure::from(error)))?;
        let mut total = 0;
        for spec in &functions {
            // What cannot be resolved is told below, with what may be unread.
            total += analyzer::resolve(programs, spec).map_or(0, |seeds| seeds.len());
        }
        if total > FUNCTIONS {
            let text =
                format!("this names {total} functions: at most {FUNCTIONS} are answered at once");
            return Err(Reply::error(StatusCode::PAYLOAD_TOO_LARGE, text));
        }
        let question =
            analyzer::Question { functions, mapped: None, model: asked.model, lift: asked.lift };
        let scope = Scope { programs, kernel: self.input.kernel.as_ref() };
        analyzer::impact(scope, &question, &self.input.notices)
            .map_err(|error| refused(&self.input.lacks(error)))
    }
}

fn refused(failure: &Failure) -> Reply {
    let refusal = Refusal {
        error: failure.to_string(),
        hint: failure.hint(),
        candidates: failure.candidates().to_vec(),
    };
    Reply::refusal(StatusCode::NOT_FOUND, &refusal)
}

/// The same JSON as that of `--format json`.
fn written(value: &impl Serialize) -> Result<Reply, Reply> {
    let mut out = Bounded(Vec::new());
    match json::write(value, &mut out) {
        Ok(()) => Ok(Reply::json(out.0)),
        Err(_) if out.0.len() >= ANSWER => {
            let text =
                format!("the answer has more than {} MiB: klpscope impact writes it", ANSWER >> 20);
            Err(Reply::error(StatusCode::PAYLOAD_TOO_LARGE, text))
        }
        Err(_) => Err(Reply::bug()),
    }
}

/// Takes bytes up to a limit.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = ANSWER - self.0.len().min(ANSWER);
        if room == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(room);
        self.0.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
