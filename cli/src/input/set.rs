//! All objects of a kernel: each by its index, which is written first where there is none.
//!
//! What is read is written out and let go of before the next file is read, so that memory
//! does not grow with the number of objects: all programs are mapped indexes in the end.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::{io, panic, thread};

use klpscope_analyzer::report::NoticeRow;
use klpscope_graph::{
    self as graph, IndexRefusal, InputKey, KeyRecords, Notice, Program, open_index,
};
use rayon::prelude::*;

use super::object::Object;
use crate::cache::{self, Cache};
use crate::failure::Failure;
use crate::kernel::{KernelFiles, Member};
use crate::limits::Unfinished;
use crate::progress::FilesProgress;

/// Files larger than this are read one at a time, each by all threads.
const LARGE: u64 = 128 << 20;

/// What was read of a kernel.
pub(super) struct KernelSet {
    /// In the order of the members, those left out that could not be read.
    pub(super) read: Vec<(Object, Program)>,
    /// What could not be read.
    pub(super) unread: Vec<NoticeRow>,
    /// How many indexes were written.
    pub(super) written: usize,
    /// Their folder, where it is not the cache.
    pub(super) remarks: Vec<String>,
}

/// One object, or why there is none.
type Read = Result<(Object, Program), Box<graph::Error>>;

/// The same with its key.
type Keyed = (Read, Option<InputKey>);

/// Reads all members of `files`; `cache` keeps their indexes for the next question.
pub(super) fn read(files: &KernelFiles, cache: Option<Cache>) -> Result<KernelSet, Failure> {
    let members = &files.members;
    let records = cache.as_ref().map(|cache| cache.records(&files.root, &files.name()));
    let mut known = records.as_deref().map(KeyRecords::read).unwrap_or_default();
    let reader = Reader { root: &files.root, store: Store::new(cache), known: known.clone() };
    let mut all: Vec<Option<Read>> =
        members.par_iter().map(|member| reader.kept(member).map(Ok)).collect();
    let mut lacks: Vec<usize> = (0..members.len()).filter(|&at| all[at].is_none()).collect();
    lacks.sort_by_key(|&at| std::cmp::Reverse(members[at].bytes()));
    if !lacks.is_empty() {
        for (at, (read, key)) in reader.read_all(members, &lacks)? {
            if let Some(key) = key {
                known.add(members[at].places(), &key);
            }
            all[at] = Some(read);
        }
        if let Some(records) = records.filter(|_| reader.store.is_cache()) {
            // Without them the next question only takes longer.
            let _ = cache::whole(&records, |out| known.write(out));
        }
    }
    Ok(reader.finish(members, all))
}

/// Where indexes go.
struct Store {
    cache: Option<Cache>,
    /// Why the cache cannot be used.
    refused: OnceLock<String>,
    /// Indexes that are there but cannot be used, each with the reason.
    unusable: Mutex<BTreeSet<String>>,
    /// Instead of the cache; made when it is needed.
    folder: Mutex<Option<(tempfile::TempDir, Unfinished)>>,
}

impl Store {
    fn new(cache: Option<Cache>) -> Self {
        Self {
            cache,
            refused: OnceLock::new(),
            unusable: Mutex::default(),
            folder: Mutex::new(None),
        }
    }

    /// True if what was written is there for the next question.
    fn is_cache(&self) -> bool {
        self.cache.is_some() && self.refused.get().is_none()
    }

    /// The kept index, if there is one that can be used; one that cannot is remembered.
    fn kept(&self, key: &InputKey) -> Option<(Program, Vec<Notice>)> {
        let path = self.cache.as_ref()?.file(key);
        match open_index(&path, key) {
            Ok(found) => {
                Cache::used(&path);
                Some(found)
            }
            Err(refusal) => {
                if !matches!(refusal, IndexRefusal::Absent) {
                    let mut unusable = self.unusable.lock().unwrap_or_else(PoisonError::into_inner);
                    unusable.insert(format!("{}: {refusal}", path.display()));
                }
                None
            }
        }
    }

    /// Writes the index of a program, and opens it to be used in its stead.
    fn exchange(&self, program: &Program, key: &InputKey) -> Result<Program, Failure> {
        let write = |path: &Path| cache::whole(path, |out| program.write_index(key, out));
        if let Some(cache) = self.cache.as_ref().filter(|_| self.refused.get().is_none()) {
            let path = cache.file(key);
            match write(&path) {
                Ok(()) => {
                    if let Ok((program, _)) = open_index(&path, key) {
                        return Ok(program);
                    }
                }
                Err(error) => {
                    let place = cache.dir().display();
                    _ = self.refused.set(format!(
                        "the indexes cannot be kept in {place} ({error}); --no-cache does without"
                    ));
                }
            }
        }
        let failed = |path: &Path, error| Failure::Write { path: path.to_owned(), error };
        let path = self.unkept(key).map_err(|error| failed(&std::env::temp_dir(), error))?;
        write(&path).map_err(|error| failed(&path, error))?;
        let opened = open_index(&path, key);
        // A mapped file needs no name; its space is free when the map goes.
        let _ = std::fs::remove_file(&path);
        opened
            .map(|(program, _)| program)
            .map_err(|refusal| Failure::Index { path, problem: refusal.to_string() })
    }

    /// What there is to say of indexes that cannot be used: the first, and how many more.
    fn unusable(&self) -> Option<String> {
        let unusable = self.unusable.lock().unwrap_or_else(PoisonError::into_inner);
        let first = unusable.first()?;
        Some(match unusable.len() - 1 {
            0 => format!("{first}; made anew"),
            more => format!("{first}, and {more} more that cannot be used; made anew"),
        })
    }

    /// A place for an index that is not kept.
    fn unkept(&self, key: &InputKey) -> io::Result<PathBuf> {
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if folder.is_none() {
            let made = tempfile::Builder::new().prefix("klpscope-").tempdir()?;
            let noted = Unfinished::note(made.path());
            *folder = Some((made, noted));
        }
        let folder = folder.as_ref().map(|(folder, _)| folder.path().to_owned());
        Ok(folder.unwrap_or_else(std::env::temp_dir).join(format!("{key}.klpx")))
    }
}

struct Reader<'k> {
    root: &'k Path,
    store: Store,
    known: KeyRecords,
}

impl Reader<'_> {
    /// The member by its index, if its files are as they were.
    fn kept(&self, member: &Member) -> Option<(Object, Program)> {
        let key = self.known.find(member.places())?;
        let (program, notices) = self.store.kept(&key)?;
        let input = graph::Input {
            path: program.object().path.clone(),
            debug_file: program.object().debug_file.clone(),
            root: Some(self.root.to_owned()),
            ..graph::Input::default()
        };
        Some((Object::kept(input, notices), program))
    }

    /// Reads the members `lacks`, the largest first. `Err`: nothing can be written anywhere.
    fn read_all(
        &self,
        members: &[Member],
        lacks: &[usize],
    ) -> Result<Vec<(usize, Keyed)>, Failure> {
        let progress = FilesProgress::new(lacks.len());
        let is_large = |at: &&usize| members[**at].bytes() > LARGE;
        let (large, rest): (Vec<&usize>, Vec<&usize>) = lacks.iter().partition(is_large);
        let mut done = Vec::new();
        for &at in large {
            done.push((at, self.read(&members[at])?));
            progress.done();
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some(&&at) = rest.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.push((at, self.read(&members[at])?));
                progress.done();
            }
            Ok::<_, Failure>(done)
        };
        // Threads of their own, not of the pool that reads a file: one that waits there
        // would begin another file meanwhile, and so on, deeper and deeper.
        let threads = thread::available_parallelism().map_or(1, usize::from).min(rest.len());
        let parts: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            threads.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        for part in parts {
            done.extend(part.unwrap_or_else(|payload| panic::resume_unwind(payload))?);
        }
        Ok(done)
    }

    /// Reads a member: by its index, if only what the file system tells of it is new.
    fn read(&self, member: &Member) -> Result<Keyed, Failure> {
        let failed = |error: graph::Error| Ok((Err(Box::new(error)), None));
        let input = match member.input(self.root) {
            Ok(input) => input,
            Err(error) => return failed(error),
        };
        let key = match InputKey::of(&input) {
            Ok(key) => key.let_go(),
            Err(error) => return failed(error),
        };
        if let Some((program, notices)) = self.store.kept(&key) {
            return Ok((Ok((Object::kept(input, notices), program)), Some(key)));
        }
        let (program, notices) = match graph::build(&input, &|_| {}) {
            Ok(built) => built,
            Err(error) => return failed(error),
        };
        let program = self.store.exchange(&program, &key)?;
        Ok((Ok((Object::kept(input, notices).written(), program)), Some(key)))
    }

    fn finish(self, members: &[Member], all: Vec<Option<Read>>) -> KernelSet {
        let mut set =
            KernelSet { read: Vec::new(), unread: Vec::new(), written: 0, remarks: Vec::new() };
        for (member, read) in members.iter().zip(all) {
            match read {
                Some(Ok((object, program))) => {
                    set.written += usize::from(object.is_written);
                    set.read.push((object, program.called_by_kernel()));
                }
                Some(Err(error)) => set.unread.push(unread(member, &error)),
                None => {}
            }
        }
        set.remarks.extend(self.store.unusable());
        set.remarks.extend(self.store.refused.get().cloned());
        if set.written > 0
            && let Some(cache) = &self.store.cache
        {
            cache.trim(cache::MOST_BYTES);
        }
        set
    }
}

/// A member that could not be read: all of it is unknown.
fn unread(member: &Member, error: &graph::Error) -> NoticeRow {
    let name = member.name.rsplit('/').next().unwrap_or(&member.name);
    let place = match error.file.as_os_str().is_empty() {
        true => member.name.clone(),
        false => error.file.display().to_string(),
    };
    let text = match member.places().next() {
        Some(_) => format!("{}: nothing of it is known", error.kind),
        None => "was not found: nothing of it is known".to_owned(),
    };
    NoticeRow { object: name.replace('-', "_"), incomplete: true, place, text }
}
