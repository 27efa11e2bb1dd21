//! Patches that build on each other: lines that a later one speaks of, taken back to the
//! file that was built.

use std::collections::BTreeMap;

use super::hunk::{Hunk, Side};

/// Files as the patches so far have left them, by their present paths.
#[derive(Debug, Default)]
pub(super) struct Series(BTreeMap<String, History>);

/// How a file came about.
#[derive(Clone, Debug, Default)]
struct History {
    /// The path in the build; `None` for a file that a patch added.
    base: Option<String>,
    /// What each patch did to it, the first first.
    layers: Vec<Vec<Moved>>,
}

/// A hunk, for counting back.
#[derive(Clone, Debug)]
struct Moved {
    old: (u32, u32),
    new: (u32, u32),
    /// For each line after it the line before.
    back: Vec<Option<u32>>,
}

/// A line of a file as a patch found it, in the file that was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// This line.
    Line(u32),
    /// None: an earlier patch added it, behind this line.
    Behind(u32),
}

impl Series {
    /// The path that `path` has in the build; `None` for a file that the series added.
    pub(super) fn base(&self, path: &str) -> Option<String> {
        match self.0.get(path) {
            Some(history) => history.base.clone(),
            None => Some(path.to_owned()),
        }
    }

    /// True if an earlier patch changed it.
    pub(super) fn is_changed(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Where a line of the file as it is now stood in the build.
    pub(super) fn back(&self, path: &str, line: u32) -> Base {
        let mut at = Base::Line(line);
        let layers = self.0.get(path).map_or(&[][..], |history| &history.layers);
        for layer in layers.iter().rev() {
            at = match at {
                Base::Line(line) => through(layer, line),
                Base::Behind(line) => match through(layer, line) {
                    Base::Line(line) | Base::Behind(line) => Base::Behind(line),
                },
            };
        }
        at
    }

    /// Takes a patch of a file as done.
    pub(super) fn apply(
        &mut self,
        old: Option<&str>,
        new: Option<&str>,
        is_copy: bool,
        hunks: &[Hunk],
    ) {
        let known = old.map(|old| match self.0.get(old) {
            Some(history) => history.clone(),
            None => History { base: Some(old.to_owned()), layers: Vec::new() },
        });
        let mut history = known.unwrap_or_default();
        history.layers.push(hunks.iter().map(moved).collect());
        if let Some(old) = old.filter(|&old| !is_copy && Some(old) != new) {
            // What comes to this path later is another file.
            self.0.insert(old.to_owned(), History::default());
        }
        if let Some(new) = new {
            self.0.insert(new.to_owned(), history);
        }
    }
}

fn moved(hunk: &Hunk) -> Moved {
    let mut line = hunk.old.0;
    let mut back = Vec::new();
    for text in &hunk.lines {
        match text.side {
            Side::Both => back.push(Some(line)),
            Side::New => back.push(None),
            Side::Old => {}
        }
        line = line.saturating_add(u32::from(text.side != Side::New));
    }
    Moved { old: hunk.old, new: hunk.new, back }
}

/// The first line behind a range; one without lines names the line in front.
fn end((first, count): (u32, u32)) -> u32 {
    first.saturating_add(count.max(1))
}

fn through(layer: &[Moved], line: u32) -> Base {
    let Some(hunk) =
        layer.iter().rfind(|hunk| line >= hunk.new.0 && (hunk.new.1 > 0 || line > hunk.new.0))
    else {
        return Base::Line(line);
    };
    if line >= end(hunk.new) {
        return Base::Line(end(hunk.old).saturating_add(line - end(hunk.new)));
    }
    let at = (line - hunk.new.0) as usize;
    match hunk.back.get(at) {
        Some(Some(line)) => Base::Line(*line),
        _ => {
            let before = hunk.back.iter().take(at).rev().flatten().next();
            let front = if hunk.old.1 == 0 { hunk.old.0 } else { hunk.old.0.saturating_sub(1) };
            Base::Behind(before.copied().unwrap_or(front))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::parse::parse;

    fn series(text: &str) -> Series {
        let patch = parse("p", text.as_bytes()).unwrap();
        let mut series = Series::default();
        for file in &patch.files {
            series.apply(Some("x.c"), Some("x.c"), false, &file.hunks);
        }
        series
    }

    const FIRST: &str = "--- a/x.c\n+++ b/x.c\n@@ -3,2 +3,4 @@\n three\n+new\n+new\n four\n";

    #[test]
    fn lines_are_counted_back_through_every_patch() {
        let one = series(FIRST);
        let back = |series: &Series, line| series.back("x.c", line);
        assert_eq!(back(&one, 2), Base::Line(2));
        assert_eq!(back(&one, 3), Base::Line(3));
        assert_eq!(back(&one, 5), Base::Behind(3));
        assert_eq!(back(&one, 6), Base::Line(4));
        assert_eq!(back(&one, 9), Base::Line(7));
        let gone = "--- a/x.c\n+++ b/x.c\n@@ -1,2 +0,0 @@\n-one\n-two\n";
        let two = series(&format!("{FIRST}{gone}"));
        assert_eq!(back(&two, 1), Base::Line(3));
        assert_eq!(back(&two, 2), Base::Behind(3));
        assert_eq!(back(&two, 4), Base::Line(4));
        assert_eq!(two.back("y.c", 4), Base::Line(4));
    }

    #[test]
    fn files_are_followed_through_renames() {
        let mut series = Series::default();
        series.apply(Some("x.c"), Some("y.c"), false, &[]);
        assert_eq!(series.base("y.c").as_deref(), Some("x.c"));
        assert_eq!(series.base("x.c"), None);
        series.apply(None, Some("new.c"), false, &[]);
        assert_eq!(series.base("new.c"), None);
        assert_eq!(series.base("other.c").as_deref(), Some("other.c"));
    }
}
