//! What a build is held to, as plain data. `read.rs` makes it of the text of a file.

use std::collections::BTreeMap;

use globset::GlobMatcher;
use jiff::civil::Date;

use crate::audit::{LivePatching, Pass};
use crate::drift::DriftKind;
use crate::report::Severity;
use crate::spec::Spec;

/// A policy.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The file it was read from, as named by the user.
    pub file: String,
    /// Directory that paths of sources are told without; `None`: what most have in common.
    pub source_root: Option<String>,
    /// What must stay patchable.
    pub watch: Watch,
    /// Limits on each watched function.
    pub limits: Limits,
    /// What findings are, by id, where that differs from the default; `None`: nothing.
    pub severities: BTreeMap<&'static str, Option<Severity>>,
    /// What the build has to be like.
    pub require: Vec<Required>,
    /// How it is held against an older build, if there is one.
    pub drift: DriftPolicy,
    /// Findings that are let pass.
    pub waivers: Vec<Waiver>,
}

/// How a build is held against an older one.
#[derive(Clone, Debug, Default)]
pub struct DriftPolicy {
    /// Line of the table in the policy, from 1; `None` without one.
    pub line: Option<u32>,
    /// Files of the older build, beside the policy; those named by the user take their place.
    pub against: Vec<String>,
    /// Whether changes of all functions are told, not of the watched ones alone.
    pub all: bool,
    /// By how many members a replacement set has to grow or shrink to be told.
    pub min_growth: usize,
    /// How many changes of a kind are no finding.
    pub allow: BTreeMap<DriftKind, usize>,
}

/// What must stay patchable.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// Functions, each by name or name and file.
    pub functions: Vec<Spec>,
    /// Globs over names.
    pub globs: Vec<(String, GlobMatcher)>,
    /// Source files, folders, and globs over both.
    pub paths: Vec<WatchedPath>,
    /// A file of further functions, a name a line: read by whoever opens files.
    pub list: Option<String>,
}

/// A file or folder of sources.
#[derive(Clone, Debug)]
pub struct WatchedPath {
    /// As written.
    pub(super) text: String,
    /// Set if it is a glob.
    pub(super) glob: Option<GlobMatcher>,
}

/// Limits on each watched function; `None`: no limit, and not looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Members of its replacement set.
    pub set_size: Option<u64>,
    /// Source functions that the replacements bring along.
    pub carried: Option<u64>,
    /// Of 100 members and possible members, how many may be merely possible.
    pub possible_percent: Option<u64>,
    /// Members with a name that the compiler made up.
    pub unstable_names: Option<u64>,
}

/// A requirement, as written, where, and what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Required {
    /// As written.
    pub text: String,
    /// Line in the policy, from 1.
    pub line: u32,
    pub(super) what: Requirement,
}

/// What a build has to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Requirement {
    /// GCC's `-flive-patching=LEVEL`, in every unit.
    LivePatching(LivePatching),
    /// A pass that must not have run, however it was kept from that.
    Off(Pass),
    /// No identical code folding, neither by the compiler nor seen in the file.
    NoIcf,
    /// Units hold the switches that they were compiled by.
    Switches,
    /// The object lists places where calls can be diverted.
    FtraceSites,
    /// Compiler records were given.
    Dumps,
}

/// A finding that is let pass.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Id of the finding.
    pub finding: &'static str,
    /// Glob over names of functions, as written.
    pub function: String,
    /// The same, to be asked.
    pub(super) glob: GlobMatcher,
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub expires: Date,
    /// Line in the policy, from 1.
    pub line: u32,
}

impl Requirement {
    /// Every requirement, as it is written.
    pub(super) fn all() -> Vec<(String, Self)> {
        let levels = [LivePatching::InlineClone, LivePatching::InlineOnlyStatic];
        let levels = levels
            .map(|level| (format!("-flive-patching={}", level.name()), Self::LivePatching(level)));
        let passes =
            Pass::ALL.iter().map(|&pass| (format!("-fno-{}", pass.name()), Self::Off(pass)));
        let words = [
            ("no-icf", Self::NoIcf),
            ("switches", Self::Switches),
            ("ftrace-sites", Self::FtraceSites),
            ("dumps", Self::Dumps),
        ];
        let words = words.map(|(word, what)| (word.to_owned(), what));
        levels.into_iter().chain(passes).chain(words).collect()
    }
}

impl Policy {
    /// What a finding is to this policy; `None`: nothing. `default`: where it says nothing.
    pub(super) fn severity(&self, id: &str, default: Severity) -> Option<Severity> {
        self.severities.get(id).copied().unwrap_or(Some(default))
    }

    /// Watches the functions that the lines of `text` name; empty lines, and what follows
    /// `#`, are left out.
    ///
    /// # Errors
    /// A line that names no function: its number, from 1, and the line.
    pub fn watch_list(&mut self, text: &str) -> Result<(), (usize, String)> {
        for (line, text) in (1..).zip(text.lines()) {
            let name = text.split('#').next().unwrap_or(text).trim();
            if !name.is_empty() {
                let spec = name.parse().map_err(|_| (line, name.to_owned()))?;
                self.watch.functions.push(spec);
            }
        }
        Ok(())
    }
}

impl WatchedPath {
    /// True for a source file at `path`, given in full and without its root.
    pub(super) fn holds(&self, full: &str, short: &str) -> bool {
        if let Some(glob) = &self.glob {
            return glob.is_match(short) || glob.is_match(full);
        }
        let text = self.text.strip_prefix("./").unwrap_or(&self.text).trim_end_matches('/');
        let below = |path: &str| {
            path.strip_prefix(text).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_tail = full.strip_suffix(text).is_some_and(|head| head.ends_with('/'));
        below(short) || below(full) || (is_tail && !self.text.ends_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_match_by_whole_components() {
        let holds = |text: &str, path: &str| {
            let path_of = WatchedPath { text: text.to_owned(), glob: None };
            path_of.holds(&format!("/b/{path}"), path)
        };
        for text in ["fs", "fs/", "fs/ext4", "fs/ext4/inode.c", "./fs/ext4", "/b/fs", "inode.c"] {
            assert!(holds(text, "fs/ext4/inode.c"), "{text}");
        }
        for text in ["f", "fs/ext", "node.c", "ext4", "ext4/", "/fs"] {
            assert!(!holds(text, "fs/ext4/inode.c"), "{text}");
        }
    }

    #[test]
    fn lists_have_comments() {
        let mut policy = Policy::default();
        policy.watch_list("# of the net\n\nskb_put # hot\n vfs_read@fs/read_write.c\n").unwrap();
        let names: Vec<_> = policy.watch.functions.iter().map(Spec::text).collect();
        assert_eq!(names, ["skb_put", "vfs_read@fs/read_write.c"]);
        assert_eq!(policy.watch_list("a\n@b.c\n"), Err((2, "@b.c".to_owned())));
    }
}
