//! What is asked about by its place in the sources, and why a place may lead nowhere.

use std::collections::BTreeSet;

use super::hunk::Patch;

/// What is asked about by its place in the sources.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// They build on each other, in this order.
    pub patches: Vec<Patch>,
    /// Files and lines of the build.
    pub lines: Vec<(String, u32)>,
    /// Components to take off the paths of the patches; `None`: what tools put in front.
    pub strip: Option<usize>,
}

impl Places {
    /// True if nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.patches.is_empty() && self.lines.is_empty()
    }

    /// The last components of all paths: files of these names have to be looked at.
    pub fn file_names(&self) -> BTreeSet<String> {
        let of_patches = self.patches.iter().flat_map(|patch| &patch.files);
        let paths = of_patches.flat_map(|file| [&file.old, &file.new]).flatten();
        let paths = paths.chain(self.lines.iter().map(|(file, _)| file));
        paths.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned()).collect()
    }
}

/// Why places lead nowhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// No file of the patches is in the build.
    #[error("{}", none_in_build(*files, nearest))]
    NoneInBuild {
        /// How many files they speak of.
        files: usize,
        /// Files of the same names that the build has elsewhere; at most five.
        nearest: Vec<String>,
    },
    /// A file that is not in the build.
    #[error("no line of {file:?} became code, or type, or variable here")]
    NoFile {
        /// As written.
        file: String,
        /// Files of the same name that the build has elsewhere; at most five.
        nearest: Vec<String>,
    },
    /// A line outside functions.
    #[error("line {line} of {file} lies in no function of the build")]
    NoFunction {
        /// The path in the build.
        file: String,
        /// The line.
        line: u32,
        /// Functions declared in front of it and behind it, as specs.
        near: Vec<String>,
    },
}

fn none_in_build(files: usize, nearest: &[String]) -> String {
    let what = match files {
        1 => "the one file of the patch is not in the build".to_owned(),
        files => format!("none of the {files} files of the patch is in the build"),
    };
    if nearest.is_empty() { what } else { format!("{what} under that path") }
}
