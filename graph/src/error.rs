//! `Error`: why a file cannot be answered for at all. Odd input that can be
//! worked around is a [`crate::Notice`] instead.

use std::path::{Path, PathBuf};

/// Reading cannot go on. Names the file, and where known section and offset.
#[derive(Debug, thiserror::Error)]
#[error("{}: {kind}", file.display())]
pub struct Error {
    /// The file that could not be read.
    pub file: PathBuf,
    /// What is wrong with it.
    #[source]
    pub kind: ErrorKind,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Io(#[source] std::io::Error),
    /// A directory, device or the like.
    #[error("is {0}, not a regular file")]
    NotAFile(&'static str),
    /// Compressed, and damaged or too large.
    #[error("is compressed by {format}, and cannot be unpacked: {problem}")]
    Packed {
        /// The tool.
        format: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// It was read once, but cannot be read again.
    #[error("is not what it was: {0}")]
    NotTheSame(String),
    /// No ELF magic.
    #[error("is not an ELF file ({0})")]
    NotElf(String),
    /// What a compiler leaves for the link to turn into machine code.
    #[error("is {0}")]
    NotLinked(&'static str),
    /// ELF, but of a class or machine that is not read.
    #[error("is {0}, which klpscope does not read")]
    Unsupported(String),
    /// Header tables that lead nowhere.
    #[error("ELF structure is damaged: {0}")]
    Elf(String),
    /// A section that is needed cannot be used.
    #[error("section {section} at file offset {offset:#x}: {problem}")]
    Section {
        /// Section name.
        section: String,
        /// File offset in bytes.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
    /// Neither the file nor a separate debug file has `.debug_info`.
    #[error("has no DWARF debug information ({0})")]
    NoDwarf(String),
    /// The separate debug file belongs to another build.
    #[error("does not belong to {}: {problem}", of.display())]
    WrongDebugFile {
        /// The file that was asked about.
        of: PathBuf,
        /// What differs.
        problem: String,
    },
    /// Not what a live patch is built as.
    #[error("is no live patch: {0}")]
    NotLivePatch(&'static str),
    /// A compiler record that cannot be opened or read.
    #[error("compiler record cannot be read: {0}")]
    Record(String),
}

impl Error {
    pub(crate) fn new(file: &Path, kind: ErrorKind) -> Self {
        Self { file: file.to_owned(), kind }
    }

    /// The way out: what the user can do next, one line.
    pub fn hint(&self) -> String {
        let file = self.file.display();
        match &self.kind {
            ErrorKind::Io(_) => format!("check the path and its permissions: ls -l {file}"),
            ErrorKind::NotAFile(_) => {
                format!("name the ELF file inside it, such as {file}/vmlinux")
            }
            ErrorKind::Packed { format, .. } => format!("test it: {format} -t {file}"),
            ErrorKind::NotTheSame(_) => "ask again".to_owned(),
            ErrorKind::NotElf(_) => {
                format!(
                    "see what it is with: file {file}; for a bzImage name the vmlinux beside it"
                )
            }
            ErrorKind::NotLinked(_) => {
                "name the linked file (program, vmlinux.o, .ko): inlining is done in the link"
                    .to_owned()
            }
            ErrorKind::Unsupported(_) => "klpscope reads 64-bit ELF files".to_owned(),
            ErrorKind::Elf(_) | ErrorKind::Section { .. } => {
                format!("compare with: readelf -SW {file}")
            }
            ErrorKind::NoDwarf(_) => format!(
                "install the debug package and name its file: klpscope ... {file} --debug-file FILE"
            ),
            ErrorKind::WrongDebugFile { of, .. } => {
                format!("compare the build-ids: readelf -n {} {file}", of.display())
            }
            ErrorKind::NotLivePatch(_) => {
                "name the .ko that kpatch-build, klp-build or the kernel's make modules wrote"
                    .to_owned()
            }
            ErrorKind::Record(_) => {
                "--ipa-clones and --opt-remarks take a file, a directory or a .tar[.zst]".to_owned()
            }
        }
    }
}
