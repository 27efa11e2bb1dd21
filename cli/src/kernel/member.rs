//! One object of a kernel: the files that may hold it -> those to read.

use std::path::{Path, PathBuf};

use klpscope_graph::{self as graph, Held, held};

/// vmlinux or a module, and where it lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Member {
    /// `vmlinux`, or the module's path below the folder of its release, without `.ko`.
    pub(crate) name: String,
    /// Files among those with debug information: whole, or that alone.
    pub(super) debug: Vec<PathBuf>,
    /// Files as shipped: stripped or whole.
    pub(super) shipped: Vec<PathBuf>,
}

impl Member {
    /// The files, those with debug information first.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Path> {
        self.debug.iter().chain(&self.shipped).map(PathBuf::as_path)
    }

    /// Bytes of the largest file: how much there is to read.
    pub(crate) fn bytes(&self) -> u64 {
        let sizes = self.places().filter_map(|path| path.metadata().ok());
        sizes.map(|data| data.len()).max().unwrap_or(0)
    }

    /// What to read: a file with code and DWARF alone; else one with code and one with DWARF,
    /// which is looked for by build-id and debuglink if it is not known; else DWARF alone.
    ///
    /// # Errors
    /// Of a file that cannot be read and is not made up for by another.
    pub(crate) fn input(&self, root: &Path) -> Result<graph::Input, graph::Error> {
        let (mut code, mut dwarf, mut failed) = (None, None, None);
        for path in self.places() {
            match held(path) {
                Ok(Held { code: true, dwarf: true }) => return Ok(input(path, None, root)),
                Ok(Held { code: true, .. }) => code = code.or(Some(path)),
                Ok(Held { dwarf: true, .. }) => dwarf = dwarf.or(Some(path)),
                Ok(_) => {}
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match (code, dwarf, failed) {
            (Some(code), Some(dwarf), _) => Ok(input(code, Some(dwarf), root)),
            (_, _, Some(failed)) => Err(failed),
            (Some(path), None, None) | (None, Some(path), None) => Ok(input(path, None, root)),
            // Nothing of a program in any of them: whoever reads it says so.
            (None, None, None) => {
                Ok(input(self.places().next().unwrap_or(Path::new("")), None, root))
            }
        }
    }
}

fn input(path: &Path, debug_file: Option<&Path>, root: &Path) -> graph::Input {
    graph::Input {
        path: path.to_owned(),
        debug_file: debug_file.map(Path::to_owned),
        root: Some(root.to_owned()),
        ..graph::Input::default()
    }
}
