//! A file of a question -> where its index is to be found, and by which key.

use std::path::PathBuf;

use klpscope_graph::{Input, InputKey, KeyRecords};

use crate::args::Evidence;
use crate::cache::{self, Cache};
use crate::failure::Failure;

/// Files smaller than this are read as fast as an index is looked for.
const WORTH_AN_INDEX: u64 = 1 << 20;

/// The index of a file.
pub(super) struct Index {
    pub(super) key: InputKey,
    pub(super) path: PathBuf,
    /// The cache it belongs to; `None` for one that the user named.
    pub(super) cache: Option<Cache>,
    /// True if it is to be written: there is none that fits.
    pub(super) lacks: bool,
    /// Where its key is to be kept for the next question.
    record: Option<Record>,
}

/// A file that is to hold a key.
struct Record {
    file: PathBuf,
    places: Vec<PathBuf>,
}

impl Index {
    /// The index to look for: the one that the user names, else that of the cache. None
    /// for a small file, and where more than the file itself is read.
    pub(super) fn of(input: &Input, evidence: &Evidence) -> Result<Option<Self>, Failure> {
        let named = evidence.index.clone();
        let cache = if evidence.no_cache { None } else { Cache::of_user() };
        let is_worth = || input.path.metadata().is_ok_and(|data| data.len() >= WORTH_AN_INDEX);
        if named.is_none() && (cache.is_none() || !is_worth()) {
            return Ok(None);
        }
        let reads_more = !(input.ipa_clones.is_empty()
            && input.opt_remarks.is_empty()
            && input.sources.is_empty());
        if reads_more {
            return match named {
                Some(_) => Err(Failure::Usage {
                    problem: "an index holds neither compiler records nor C sources".to_owned(),
                    hint: "leave --index away, or --ipa-clones, --opt-remarks and --source"
                        .to_owned(),
                }),
                None => Ok(None),
            };
        }
        match (named, cache) {
            (Some(path), _) => {
                let key = InputKey::of(input)?;
                Ok(Some(Self { key, path, cache: None, lacks: false, record: None }))
            }
            (None, Some(cache)) => Self::cached(input, cache).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// The index in the cache. Where the file system tells that nothing changed since the key
    /// was read, it is not read again: that would cost more than most questions.
    fn cached(input: &Input, cache: Cache) -> Result<Self, Failure> {
        let places = places(input);
        let file = cache.record(&places);
        let known = KeyRecords::read(&file).find(places.iter().map(PathBuf::as_path));
        let record = known.is_none().then_some(Record { file, places });
        let key = known.map_or_else(|| InputKey::of(input), Ok)?;
        Ok(Self { path: cache.file(&key), key, cache: Some(cache), lacks: false, record })
    }

    /// To be called when it was of use.
    pub(super) fn used(&self) {
        if self.cache.is_some() {
            Cache::used(&self.path);
            self.remember();
        }
    }

    /// Keeps the key for the next question, which only takes longer without it.
    pub(super) fn remember(&self) {
        let Some(Record { file, places }) = &self.record else { return };
        let mut records = KeyRecords::default();
        records.add(places.iter().map(PathBuf::as_path), &self.key);
        if !records.is_empty() {
            let _ = cache::whole(file, |out| records.write(out));
        }
    }
}

/// Where an input is looked for: what the user named, and from which folder.
fn places(input: &Input) -> Vec<PathBuf> {
    let named = [Some(&input.path), input.debug_file.as_ref(), input.root.as_ref()];
    let is_relative = named.iter().flatten().any(|path| path.is_relative());
    let folder = if is_relative { std::env::current_dir().ok() } else { None };
    let named = named.map(|path| path.cloned().unwrap_or_default());
    named.into_iter().chain([folder.unwrap_or_default()]).collect()
}
