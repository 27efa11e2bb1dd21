//! A release or a folder -> the files of a whole kernel: vmlinux and its modules, each with
//! its debug file, wherever distributions put them.

mod find;
mod layout;
mod member;

use std::path::PathBuf;

use klpscope_analyzer::report::NoticeRow;
use klpscope_graph::{KnownExport, Symvers, read_symvers};

use crate::args::KernelArgs;
use crate::failure::Failure;
pub(crate) use member::Member;

/// The files of a kernel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KernelFiles {
    /// `uname -r`; `None` for a build tree that does not tell.
    pub(crate) release: Option<String>,
    /// The `/` of its system.
    pub(crate) root: PathBuf,
    /// vmlinux, then the modules by their paths.
    pub(crate) members: Vec<Member>,
    /// `Module.symvers`.
    symvers: Option<PathBuf>,
    /// Folders and links below that cannot be followed, and why: modules may be there.
    lost: find::Lost,
}

impl KernelFiles {
    /// Finds what `args` name; `None` if they name no kernel.
    ///
    /// # Errors
    /// If there is no such kernel.
    pub(crate) fn find(args: &KernelArgs) -> Result<Option<Self>, Failure> {
        if args.kernel.is_none() && args.root.is_none() {
            return Ok(None);
        }
        let root = args.root.clone().unwrap_or_else(|| PathBuf::from("/"));
        find::find(&root, args.kernel.as_deref()).map(Some)
    }

    /// What to call it.
    pub(crate) fn name(&self) -> String {
        match &self.release {
            Some(release) => release.clone(),
            None => self.root.display().to_string(),
        }
    }

    /// The exports that `Module.symvers` tells of; none where there is none. One that cannot
    /// be read, whole or in part, is remarked on.
    pub(crate) fn exports(&self, remarks: &mut Vec<String>) -> Vec<KnownExport> {
        let Some(path) = &self.symvers else { return Vec::new() };
        let symvers = read_symvers(path).unwrap_or_else(|error| {
            remarks.push(format!("{error}: what is exported is told by the objects alone"));
            Symvers::default()
        });
        if let Some(first) = symvers.odd.first() {
            let (file, lines) = (path.display(), symvers.odd.len());
            remarks.push(format!(
                "{file}: lines that are no export: {lines} (the first is line {first}): what they \
                 export is told by the objects alone"
            ));
        }
        symvers.exports
    }

    /// What could not be looked into: whatever lies there is unknown.
    pub(crate) fn lost(&self) -> impl Iterator<Item = NoticeRow> + '_ {
        self.lost.iter().map(|(path, why)| NoticeRow {
            object: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            incomplete: true,
            place: path.display().to_string(),
            text: format!("{why}: what is there is unknown"),
        })
    }
}
