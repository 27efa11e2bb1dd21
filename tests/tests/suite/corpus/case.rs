//! A case of the corpus: the `//# key: value` lines at the head of its main.c
//! and the prebuilt binaries beside it. `corpus/README.md` describes both.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use klpscope_tests::corpus;

/// A folder of the corpus.
#[derive(Debug)]
pub(crate) struct Case {
    /// The folder's name.
    pub(crate) name: String,
    directives: Vec<Directive>,
}

#[derive(Debug)]
struct Directive {
    key: String,
    /// The compiler it holds for; all where `None`.
    only: Option<String>,
    value: String,
}

impl Case {
    /// All cases, sorted by name.
    pub(crate) fn all() -> Vec<Self> {
        let mut cases: Vec<_> = fs::read_dir(corpus(""))
            .expect("corpus/ is there")
            .filter_map(|entry| Self::read(&entry.expect("an entry").path()))
            .collect();
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        assert!(cases.len() > 60, "only {} cases in corpus/", cases.len());
        cases
    }

    fn read(folder: &Path) -> Option<Self> {
        let text = fs::read_to_string(folder.join("main.c")).ok()?;
        let directives = text.lines().map_while(|line| line.strip_prefix("//# "));
        Some(Self {
            name: folder.file_name()?.to_string_lossy().into_owned(),
            directives: directives.map(Directive::parse).collect(),
        })
    }

    /// Values of `key`, for every compiler.
    fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.directives.iter().filter(move |d| d.key == key).map(|d| d.value.as_str())
    }

    pub(crate) fn compilers(&self) -> impl Iterator<Item = &str> {
        self.values("compiler").flat_map(str::split_whitespace)
    }

    pub(crate) fn seeds(&self) -> Vec<&str> {
        self.values("seed").collect()
    }

    /// What `key` (`expect`, `hosts`, ...) says of each seed for `compiler`.
    pub(crate) fn lists(&self, key: &str, compiler: &str) -> BTreeMap<&str, Vec<&str>> {
        let mut lists = BTreeMap::new();
        let (own, common) = self
            .directives
            .iter()
            .filter(|d| d.key == key)
            .filter(|d| d.only.as_deref().is_none_or(|only| only == compiler))
            .partition::<Vec<_>, _>(|d| d.only.is_some());
        for directive in common.into_iter().chain(own) {
            let (seed, words) = directive.list();
            assert!(self.seeds().contains(&seed), "{}: {seed} is no seed", self.name);
            lists.insert(seed, words);
        }
        lists
    }

    /// The binary that `compiler` made, below `root` (`corpus/`, or a folder of fresh builds).
    pub(crate) fn binary(&self, root: &Path, compiler: &str, folder: &str) -> Option<PathBuf> {
        let folder = root.join(&self.name).join(folder);
        ["elf", "o"].iter().map(|ext| folder.join(format!("{compiler}.{ext}"))).find(|p| p.exists())
    }
}

impl Directive {
    fn parse(line: &str) -> Self {
        let (key, value) = line.split_once(':').expect("a directive is `key: value`");
        let (key, only) = match key.split_once('[') {
            Some((key, only)) => (key, Some(only.trim_end_matches(']').to_owned())),
            None => (key, None),
        };
        Self { key: key.to_owned(), only, value: value.trim().to_owned() }
    }

    /// The value as `SEED: WORD...`; a seed may hold a `:` itself, never a blank.
    fn list(&self) -> (&str, Vec<&str>) {
        let mut words = self.value.split_whitespace();
        let seed = words.next().and_then(|seed| seed.strip_suffix(':'));
        (seed.expect("a list is `SEED: WORD...`"), words.collect())
    }
}

/// Further arguments for the compiler's records that lie beside `binary`.
pub(crate) fn records(binary: &Path) -> Vec<String> {
    [("ipa-clones", "--ipa-clones"), ("opt.yaml", "--opt-remarks")]
        .iter()
        .map(|(ext, option)| (binary.with_extension(ext), option))
        .filter(|(path, _)| path.exists())
        .flat_map(|(path, option)| [(*option).to_owned(), path.to_string_lossy().into_owned()])
        .collect()
}
