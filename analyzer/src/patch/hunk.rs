//! What a patch says: files, hunks and lines, as plain data.

/// All that one patch file or mailbox changes, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// What the user called it; `-` for stdin.
    pub name: String,
    pub(crate) files: Vec<FileChange>,
}

/// What a patch does to one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileChange {
    /// The subject of the mail it came in.
    pub(crate) subject: Option<String>,
    /// Line of the patch where it begins, from 1.
    pub(crate) line: usize,
    /// Path before, as written; `None` for a new file.
    pub(crate) old: Option<String>,
    /// Path after, as written; `None` for a file that is deleted.
    pub(crate) new: Option<String>,
    /// Git's `rename from`: `old` and `new` are written without prefix.
    pub(crate) is_renamed: bool,
    /// Git's `copy from`: the old file stays.
    pub(crate) is_copied: bool,
    /// Changed as bytes, not as lines.
    pub(crate) is_binary: bool,
    pub(crate) hunks: Vec<Hunk>,
}

/// A run of lines, changed and around.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hunk {
    /// Line of the patch where its header stands, from 1.
    pub(crate) line: usize,
    /// First line before the change, and how many. Without lines: the line in front.
    pub(crate) old: (u32, u32),
    /// The same after the change.
    pub(crate) new: (u32, u32),
    /// What stands behind the second `@@`: mostly the head of the function around.
    pub(crate) section: String,
    pub(crate) lines: Vec<Line>,
}

/// A line of a hunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) side: Side,
    /// Without its end.
    pub(crate) text: String,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Before and after.
    Both,
    /// Before: it is removed.
    Old,
    /// After: it is added.
    New,
}

impl Hunk {
    /// The header, as it is written.
    pub(crate) fn header(&self) -> String {
        let range = |(first, count): (u32, u32)| match count {
            1 => first.to_string(),
            _ => format!("{first},{count}"),
        };
        let section = if self.section.is_empty() { "" } else { " " };
        format!("@@ -{} +{} @@{section}{}", range(self.old), range(self.new), self.section)
    }
}
