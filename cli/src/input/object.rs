//! One file of a question: opened by its index, or read, and then kept as one.

use std::path::Path;

use klpscope_analyzer::report::NoticeRow;
use klpscope_graph::{self as graph, IndexRefusal, Notice, Program, open_index};

use super::index::Index;
use crate::args::Evidence;
use crate::cache;
use crate::failure::Failure;
use crate::progress::Progress;

/// Where a program came from.
pub(super) struct Object {
    input: graph::Input,
    index: Option<Index>,
    notices: Vec<Notice>,
    /// True if its index was written for this question.
    pub(super) is_written: bool,
}

impl Object {
    /// One whose index was opened, and is not to be written again.
    pub(super) fn kept(input: graph::Input, notices: Vec<Notice>) -> Self {
        Self { input, index: None, notices, is_written: false }
    }

    /// The same, if its index was written for this question.
    pub(super) fn written(self) -> Self {
        Self { is_written: true, ..self }
    }

    /// Opens the index of `file` if there is one that fits, else reads `file`.
    pub(super) fn read(
        file: &Path,
        evidence: &Evidence,
        remarks: &mut Vec<String>,
    ) -> Result<(Self, Program), Failure> {
        let input = evidence.of(file);
        let mut object = Self::kept(input, Vec::new());
        let Some(mut index) = Index::of(&object.input, evidence)? else {
            let program = object.build()?;
            return Ok((object, program));
        };
        let program = match open_index(&index.path, &index.key) {
            Ok((program, notices)) => {
                object.notices = notices;
                index.used();
                program
            }
            Err(refusal) => {
                if !matches!(refusal, IndexRefusal::Absent) {
                    remarks.push(anew(&index.path, &refusal.to_string(), file));
                } else if index.cache.is_none() {
                    return Err(Failure::Index { path: index.path, problem: refusal.to_string() });
                }
                // What the user named is not ours to write.
                index.lacks = index.cache.is_some();
                object.build()?
            }
        };
        object.index = Some(index);
        Ok((object, program))
    }

    /// Reads the file itself, because its index is damaged.
    pub(super) fn renew(
        &mut self,
        damage: &str,
        remarks: &mut Vec<String>,
    ) -> Result<Program, Failure> {
        if let Some(index) = &mut self.index {
            remarks.push(anew(&index.path, damage, &self.input.path));
            index.lacks = index.cache.is_some();
        }
        self.build()
    }

    /// Writes the index, if one lacks. An answer does not depend on it.
    pub(super) fn keep(&self, program: &Program, remarks: &mut Vec<String>) {
        let Some(index) = self.index.as_ref().filter(|index| index.lacks) else { return };
        let Some(cache) = &index.cache else { return };
        let written = cache::whole(&index.path, |out| program.write_index(&index.key, out));
        match written {
            Ok(()) => {
                index.remember();
                cache.trim(cache::MOST_BYTES);
            }
            Err(error) => remarks.push(format!(
                "the index cannot be kept in {} ({error}); --no-cache does without",
                cache.dir().display()
            )),
        }
    }

    /// What was odd, as rows of a report.
    pub(super) fn rows(&self, program: &Program) -> Vec<NoticeRow> {
        self.notices.iter().map(|notice| NoticeRow::new(program, notice)).collect()
    }

    fn build(&mut self) -> Result<Program, Failure> {
        let progress = Progress::new(&self.input.path);
        let (program, notices) = graph::build(&self.input, &|stage| progress.stage(stage))?;
        self.notices = notices;
        Ok(program)
    }
}

fn anew(index: &Path, problem: &str, file: &Path) -> String {
    format!("index {}: {problem}; {} was read instead", index.display(), file.display())
}
