//! `Spec`: how a user names source functions, and what such a name matches.

use std::fmt;
use std::str::FromStr;

use globset::{Glob, GlobMatcher};

/// `name`, `name@file`, `name@file:line`, `name@` (code without a declaration
/// place), or a glob in place of the name. A name may also be an ELF symbol
/// (`f.isra.0`) or a linkage name.
#[derive(Clone, Debug)]
pub struct Spec {
    text: String,
    name: String,
    /// Path, or its last components; empty for "no declaration place".
    file: Option<String>,
    line: Option<u32>,
    glob: Option<GlobMatcher>,
}

/// A text that names nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no function: use NAME, NAME@FILE, NAME@FILE:LINE or a glob")]
pub struct SpecError(pub String);

impl FromStr for Spec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let (name, place) = match text.split_once('@') {
            Some((name, place)) => (name, Some(place)),
            None => (text, None),
        };
        if name.is_empty() {
            return Err(SpecError(text.to_owned()));
        }
        let (file, line) = match place {
            Some(place) => split_line(place),
            None => (None, None),
        };
        Ok(Self {
            text: text.to_owned(),
            name: name.to_owned(),
            file: file.map(str::to_owned),
            line,
            glob: compile_glob(name),
        })
    }
}

impl Spec {
    /// As the user wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The part before `@`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True if the name may stand for several functions.
    pub fn is_glob(&self) -> bool {
        self.glob.is_some()
    }

    /// True if the name, read as a glob, covers `name`. A name that exists is
    /// taken as it stands (`operator[]`), so this is asked last.
    pub(crate) fn glob_matches(&self, name: &str) -> bool {
        self.glob.as_ref().is_some_and(|glob| glob.is_match(name))
    }

    /// True if a file or line is asked for.
    pub(crate) fn has_place(&self) -> bool {
        self.file.is_some()
    }

    /// True if a function with these declaration places is meant.
    pub(crate) fn matches_places<'a>(
        &self,
        mut places: impl Iterator<Item = (&'a str, u32)>,
    ) -> bool {
        match self.file.as_deref() {
            None => true,
            Some("") => places.next().is_none(),
            Some(file) => places.any(|(path, line)| {
                ends_with_components(path, file) && self.line.is_none_or(|asked| asked == line)
            }),
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// `file:line` taken apart; a colon without a number behind it belongs to the path.
fn split_line(place: &str) -> (Option<&str>, Option<u32>) {
    let numbered = place.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?)));
    match numbered {
        Some((file, line)) if !file.is_empty() => (Some(file), Some(line)),
        _ => (Some(place), None),
    }
}

/// A glob only where one of its characters occurs, and only if it is well
/// formed: `operator[]` is a plain name.
fn compile_glob(name: &str) -> Option<GlobMatcher> {
    if !name.contains(['*', '?', '[']) {
        return None;
    }
    Glob::new(name).ok().map(|glob| glob.compile_matcher())
}

/// True if `path` ends with `tail`, whole components only: `fs/inode.c` is in
/// `/src/fs/inode.c`, `node.c` is not.
fn ends_with_components(path: &str, tail: &str) -> bool {
    let tail = tail.strip_prefix("./").unwrap_or(tail);
    path.strip_suffix(tail).is_some_and(|head| head.is_empty() || head.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> Spec {
        text.parse().unwrap()
    }

    fn matches(text: &str, places: &[(&str, u32)]) -> bool {
        spec(text).matches_places(places.iter().copied())
    }

    #[test]
    fn parts() {
        let parts = |text| {
            let spec = spec(text);
            (spec.name, spec.file, spec.line)
        };
        let file = |file: &str| Some(file.to_owned());
        assert_eq!(parts("f"), ("f".into(), None, None));
        assert_eq!(parts("f@a.c"), ("f".into(), file("a.c"), None));
        assert_eq!(parts("f@a.c:12"), ("f".into(), file("a.c"), Some(12)));
        assert_eq!(parts("f@c:/a.c"), ("f".into(), file("c:/a.c"), None));
        assert_eq!(parts("f@user@host/a.c:1"), ("f".into(), file("user@host/a.c"), Some(1)));
        assert_eq!(parts("f@"), ("f".into(), file(""), None));
        for text in ["", "@a.c"] {
            assert!(text.parse::<Spec>().is_err(), "{text}");
        }
    }

    #[test]
    fn files_match_by_whole_components() {
        let places = [("/b/fs/ext4/inode.c", 7), ("/b/fs/x.h", 9)];
        for text in
            ["f", "f@inode.c", "f@ext4/inode.c", "f@/b/fs/ext4/inode.c:7", "f@x.h:9", "f@./x.h"]
        {
            assert!(matches(text, &places), "{text}");
        }
        for text in ["f@node.c", "f@inode.c:9", "f@x.h:7", "f@/ext4/inode.d", "f@"] {
            assert!(!matches(text, &places), "{text}");
        }
        assert!(matches("f@", &[]));
        assert!(!matches("f@a.c", &[]));
    }

    #[test]
    fn a_rooted_tail_is_a_whole_path() {
        assert!(!matches("f@/inode.c", &[("/fs/inode.c", 1)]));
    }

    #[test]
    fn globs() {
        assert!(spec("ext4_*").glob_matches("ext4_sync"));
        assert!(spec("vfs_rea[dl]?").glob_matches("vfs_readv"));
        assert!(!spec("vfs_read").is_glob());
        assert!(!spec("operator[]").is_glob());
        assert!(!spec("f{a,b}").is_glob());
    }
}
