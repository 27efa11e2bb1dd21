//! The files of a question: each from its index where there is one that fits, else read.

mod object;
pub(crate) mod places;

use std::path::PathBuf;

use klpscope_analyzer::SeedError;
use klpscope_analyzer::report::NoticeRow;
use klpscope_graph::Program;

use crate::args::Evidence;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Notes, Output};
use object::Object;

/// What was read.
pub(crate) struct Input {
    /// One for each file, in the order given.
    pub(crate) programs: Vec<Program>,
    /// What was odd in them, in the same order.
    pub(crate) notices: Vec<NoticeRow>,
    /// Where each came from.
    objects: Vec<Object>,
    /// What there is to say of indexes.
    remarks: Vec<String>,
    allow_incomplete: bool,
}

impl Input {
    /// Reads `files`, each with all of `evidence`.
    pub(crate) fn read(files: &[PathBuf], evidence: &Evidence) -> Result<Self, Failure> {
        for (is_given, option) in
            [(evidence.debug_file.is_some(), "--debug-file"), (evidence.index.is_some(), "--index")]
        {
            if files.len() > 1 && is_given {
                return Err(Failure::Usage {
                    problem: format!("{option} belongs to one FILE, but several are named"),
                    hint: "ask about that FILE alone".to_owned(),
                });
            }
        }
        let mut input = Self {
            programs: Vec::new(),
            notices: Vec::new(),
            objects: Vec::new(),
            remarks: Vec::new(),
            allow_incomplete: evidence.allow_incomplete,
        };
        for file in files {
            let (object, program) = Object::read(file, evidence, &mut input.remarks)?;
            input.notices.extend(object.rows(&program));
            input.objects.push(object);
            input.programs.push(program);
        }
        Ok(input)
    }

    /// Answers a question about the programs. If an index turns out to be damaged on the
    /// way, its answer is thrown away: the file itself is read, and asked again.
    pub(crate) fn ask<T>(
        &mut self,
        question: impl Fn(&[Program], &[NoticeRow]) -> T,
    ) -> Result<T, Failure> {
        let answer = question(&self.programs, &self.notices);
        if self.programs.iter().all(|program| program.index_damage().is_none()) {
            return Ok(answer);
        }
        self.renew()?;
        Ok(question(&self.programs, &self.notices))
    }

    /// For a question that is answered piece by piece: checks the indexes to their end.
    pub(crate) fn check(&mut self) -> Result<(), Failure> {
        self.programs.iter().for_each(Program::check_index);
        self.renew()
    }

    /// Reads the files anew whose index is damaged.
    fn renew(&mut self) -> Result<(), Failure> {
        for (program, object) in self.programs.iter_mut().zip(&mut self.objects) {
            if let Some(damage) = program.index_damage() {
                *program = object.renew(&damage.to_string(), &mut self.remarks)?;
            }
        }
        self.notices = Vec::new();
        for (program, object) in self.programs.iter().zip(&self.objects) {
            self.notices.extend(object.rows(program));
        }
        Ok(())
    }

    /// The input is fine, but `error` is wrong with a function asked about.
    pub(crate) fn lacks(&self, error: SeedError) -> Failure {
        let files = self.programs.iter().map(|program| program.object().path.display().to_string());
        Failure::Function { error: Box::new(error), files: files.collect() }
    }

    /// After the answer: says what was odd, and whether the answer is whole; keeps what
    /// was read for the next question.
    pub(crate) fn finish(mut self, output: &mut Output<'_>, notes: Notes) -> Exit {
        for (program, object) in self.programs.iter().zip(&self.objects) {
            object.keep(program, &mut self.remarks);
        }
        output.remarks(&self.remarks);
        output.notices(&self.notices, notes);
        let incomplete = self.notices.iter().any(|notice| notice.incomplete);
        if incomplete && !self.allow_incomplete { Exit::Incomplete } else { Exit::Answered }
    }
}
