//! The files of a question: read one after the other, in the order given.

use std::path::PathBuf;

use klpscope_analyzer::SeedError;
use klpscope_analyzer::report::NoticeRow;
use klpscope_graph::{Program, build};

use crate::args::Evidence;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Notes, Output};
use crate::progress::Progress;

/// What was read.
pub(crate) struct Input {
    /// One for each file, in the order given.
    pub(crate) programs: Vec<Program>,
    /// What was odd in them, in the same order.
    pub(crate) notices: Vec<NoticeRow>,
    allow_incomplete: bool,
}

impl Input {
    /// Reads `files`, each with all of `evidence`.
    pub(crate) fn read(files: &[PathBuf], evidence: &Evidence) -> Result<Self, Failure> {
        if files.len() > 1 && evidence.debug_file.is_some() {
            return Err(Failure::Usage {
                problem: "--debug-file belongs to one FILE, but several are named".to_owned(),
                hint: "ask about that FILE alone, or put its debug file beside it as FILE.debug"
                    .to_owned(),
            });
        }
        let (mut programs, mut notices) = (Vec::new(), Vec::new());
        for file in files {
            let progress = Progress::new(file);
            let (program, odd) = build(&evidence.of(file), &|stage| progress.stage(stage))?;
            notices.extend(odd.iter().map(|notice| NoticeRow::new(&program, notice)));
            programs.push(program);
        }
        Ok(Self { programs, notices, allow_incomplete: evidence.allow_incomplete })
    }

    /// The input is fine, but `error` is wrong with a function asked about.
    pub(crate) fn lacks(&self, error: SeedError) -> Failure {
        let files = self.programs.iter().map(|program| program.object().path.display().to_string());
        Failure::Function { error: Box::new(error), files: files.collect() }
    }

    /// After the answer: says what was odd, and whether the answer is whole.
    pub(crate) fn finish(&self, output: &mut Output<'_>, notes: Notes) -> Exit {
        output.notices(&self.notices, notes);
        let incomplete = self.notices.iter().any(|notice| notice.incomplete);
        if incomplete && !self.allow_incomplete { Exit::Incomplete } else { Exit::Answered }
    }
}
