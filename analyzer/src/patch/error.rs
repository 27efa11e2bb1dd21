//! Why a text is no patch that could be answered for.

use std::fmt;

/// What is wrong with a patch, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct PatchError {
    /// Line of the patch, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with a patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing in it is a diff.
    Empty,
    /// `diff -c`.
    ContextDiff,
    /// The diff of a merge, with several old sides.
    Combined,
    /// The text of a mail that has to be decoded first.
    Encoded(String),
    /// A line that begins with `@@ -` and is no header of a hunk.
    HunkHeader,
    /// A line in a hunk that is none of its lines.
    HunkLine,
    /// The text ends inside a hunk.
    CutShort,
    /// A hunk without the file it belongs to.
    LostHunk,
    /// What the reader of diffs says.
    Damaged(String),
}

impl Problem {
    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => {
                "a unified diff has lines `--- OLD`, `+++ NEW` and `@@ ... @@`: diff -u, git diff, git format-patch"
            }
            Self::ContextDiff => "make a unified one: diff -u",
            Self::Combined => "make one against a single parent: git diff COMMIT^1 COMMIT",
            Self::Encoded(_) => "decode it: git mailinfo MESSAGE fix.patch < MAIL",
            Self::HunkHeader
            | Self::HunkLine
            | Self::CutShort
            | Self::LostHunk
            | Self::Damaged(_) => {
                "it was changed on its way (wrapped lines, a part left out): take it from its source again"
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no diff is in it"),
            Self::ContextDiff => f.write_str("a context diff, not a unified one"),
            Self::Combined => f.write_str("a combined diff of a merge, not a unified one"),
            Self::Encoded(how) => write!(f, "a mail whose text is encoded as {how}"),
            Self::HunkHeader => f.write_str("the header of a hunk cannot be read"),
            Self::HunkLine => f.write_str("not a line of a hunk, but its header announces more"),
            Self::CutShort => f.write_str("ends inside a hunk"),
            Self::LostHunk => f.write_str("a hunk that belongs to no file"),
            Self::Damaged(what) => f.write_str(what),
        }
    }
}
