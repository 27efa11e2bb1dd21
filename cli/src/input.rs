//! The files of a question: each from its index where there is one that fits, else read.

mod index;
mod object;
pub(crate) mod places;
mod set;

use std::path::PathBuf;

use klpscope_analyzer::report::NoticeRow;
use klpscope_analyzer::{Kernel, SeedError};
use klpscope_graph::Program;

use crate::args::{Evidence, KernelArgs};
use crate::cache::Cache;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::kernel::KernelFiles;
use crate::output::{Notes, Output};
use object::Object;

/// What was read.
pub(crate) struct Input {
    /// One for each file, in the order given.
    pub(crate) programs: Vec<Program>,
    /// What was odd in them, in the same order.
    pub(crate) notices: Vec<NoticeRow>,
    /// What was odd in what is asked of them: a patch, a module to verify. No other question
    /// would tell it again.
    pub(crate) asked: Vec<NoticeRow>,
    /// Where each came from.
    objects: Vec<Object>,
    /// What could not be read of a whole kernel.
    unread: Vec<NoticeRow>,
    /// The kernel, if all its objects are asked about.
    pub(crate) kernel: Option<Kernel>,
    /// How many of its indexes were written for this question.
    pub(crate) written: usize,
    /// What there is to say of indexes.
    remarks: Vec<String>,
    allow_incomplete: bool,
}

impl Input {
    /// Reads `files`, or the kernel that `kernel` names.
    pub(crate) fn of(
        files: &[PathBuf],
        kernel: &KernelArgs,
        evidence: &Evidence,
    ) -> Result<Self, Failure> {
        let Some(kernel) = KernelFiles::find(kernel)? else { return Self::read(files, evidence) };
        let lists = [&evidence.ipa_clones, &evidence.opt_remarks, &evidence.source];
        if lists.iter().any(|list| !list.is_empty())
            || evidence.debug_file.is_some()
            || evidence.index.is_some()
        {
            return Err(Failure::Usage {
                problem: "of a whole kernel only vmlinux and modules are read".to_owned(),
                hint: "name FILEs to use --ipa-clones, --opt-remarks, --source, --debug-file or \
                       --index"
                    .to_owned(),
            });
        }
        let cache = if evidence.no_cache { None } else { Cache::of_user() };
        Self::read_kernel(&kernel, cache, evidence.allow_incomplete)
    }

    /// Reads a whole kernel.
    pub(crate) fn read_kernel(
        files: &KernelFiles,
        cache: Option<Cache>,
        allow_incomplete: bool,
    ) -> Result<Self, Failure> {
        let set::KernelSet { read, mut unread, written, mut remarks } = set::read(files, cache)?;
        unread.extend(files.lost());
        if read.is_empty() {
            return Err(nothing_read(files, &unread));
        }
        let exports = files.exports(&mut remarks).into_iter().map(|row| (row.symbol.clone(), row));
        let kernel = Kernel {
            release: files.release.clone(),
            unread: unread.len(),
            exports: exports.collect(),
        };
        let (objects, programs): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let mut input = Self {
            programs,
            notices: Vec::new(),
            asked: Vec::new(),
            objects,
            unread,
            kernel: Some(kernel),
            written,
            remarks,
            allow_incomplete,
        };
        input.note();
        Ok(input)
    }

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
            asked: Vec::new(),
            objects: Vec::new(),
            unread: Vec::new(),
            kernel: None,
            written: 0,
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
        mut question: impl FnMut(&[Program], &[NoticeRow]) -> T,
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
                let renewed = object.renew(&damage.to_string(), &mut self.remarks)?;
                let is_called = program.object().called.is_some();
                *program = if is_called { renewed.called_by_kernel() } else { renewed };
            }
        }
        self.note();
        Ok(())
    }

    /// Gathers what was odd.
    fn note(&mut self) {
        self.notices.clone_from(&self.unread);
        for (program, object) in self.programs.iter().zip(&self.objects) {
            self.notices.extend(object.rows(program));
        }
    }

    /// Takes over what there is to say of another input that was asked too, and its indexes.
    pub(crate) fn beside(&mut self, other: Self) {
        self.programs.extend(other.programs);
        self.objects.extend(other.objects);
        self.notices.extend(other.notices);
        self.remarks.extend(other.remarks);
    }

    /// The input is fine, but `error` is wrong with a function asked about.
    pub(crate) fn lacks(&self, error: SeedError) -> Failure {
        let files = self.programs.iter().map(|program| program.object().path.display().to_string());
        Failure::Function { error: Box::new(error), files: files.collect() }
    }

    /// After the answer: says what was odd, and whether the answer is whole; keeps what
    /// was read for the next question.
    pub(crate) fn finish(mut self, output: &mut Output<'_>, notes: Notes) -> Exit {
        self.conclude(output, notes)
    }

    /// The same where what was read is still needed.
    pub(crate) fn conclude(&mut self, output: &mut Output<'_>, notes: Notes) -> Exit {
        for (program, object) in self.programs.iter().zip(&self.objects) {
            object.keep(program, &mut self.remarks);
        }
        output.remarks(&self.remarks);
        output.notices(&self.notices, &self.asked, notes);
        let incomplete = self.notices.iter().chain(&self.asked).any(|notice| notice.incomplete);
        if incomplete && !self.allow_incomplete { Exit::Incomplete } else { Exit::Answered }
    }
}

/// No object of a kernel can be answered for.
fn nothing_read(files: &KernelFiles, unread: &[NoticeRow]) -> Failure {
    let why = unread.iter().find(|row| row.object != "vmlinux").or(unread.first());
    let why = why.map(|row| format!(": {} {}", row.place, row.text)).unwrap_or_default();
    Failure::Kernel {
        problem: format!("nothing of the kernel {} can be read{why}", files.name()),
        hint: "install its debug package, or name with --root where it is unpacked".to_owned(),
    }
}
