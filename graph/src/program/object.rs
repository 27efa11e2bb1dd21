//! What file a program was read from, and how its addresses are written.

use std::path::PathBuf;

use crate::id::Addr;
use crate::image::ElfKind;

/// The ELF file behind a program.
#[derive(Clone, Debug)]
pub struct ObjectInfo {
    /// The file as named by the user.
    pub path: PathBuf,
    /// What reports call it, if not by its file's name.
    pub called: Option<String>,
    /// The separate debug file, if one was used.
    pub debug_file: Option<PathBuf>,
    /// GNU build-id as lower-case hexadecimal digits.
    pub build_id: Option<String>,
    /// `e_type`.
    pub kind: ElfKind,
    /// `e_machine`, by its usual name: `x86-64`, `s390x`, ...
    pub machine: String,
    /// True for ELFDATA2MSB.
    pub big_endian: bool,
    /// True if direct calls are decoded for this machine.
    pub decoded: bool,
    /// The deepest directory that most source files lie in, with a final `/`; paths
    /// below it can be shown without it.
    pub source_root: Option<String>,
    /// Executable sections, sorted by address.
    pub sections: Vec<SectionInfo>,
}

/// A section that holds code.
#[derive(Clone, Debug)]
pub struct SectionInfo {
    /// Its name; in an ET_REL file with several of one name, `NAME#INDEX`.
    pub name: String,
    /// Its address, in an ET_REL file as laid out by klpscope.
    pub address: Addr,
    /// Its size in bytes.
    pub size: u64,
    /// True for a procedure linkage table.
    pub linkage: bool,
}

impl ObjectInfo {
    /// The object in reports: the file's name without its directories, unless it is called
    /// otherwise.
    pub fn name(&self) -> String {
        if let Some(name) = &self.called {
            return name.clone();
        }
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }

    /// The section that holds `addr`.
    pub fn section_at(&self, addr: Addr) -> Option<&SectionInfo> {
        let after = self.sections.partition_point(|section| section.address <= addr);
        let section = self.sections[..after].last()?;
        // One past the end counts: an empty function may stand there.
        (addr.0 - section.address.0 <= section.size).then_some(section)
    }

    /// An address as the user knows it.
    pub fn address(&self, addr: Addr) -> String {
        match (self.kind, self.section_at(addr)) {
            (ElfKind::Relocatable, Some(section)) => {
                format!("{}+{:#x}", section.name, addr.0 - section.address.0)
            }
            _ => format!("{:#x}", addr.0),
        }
    }

    /// A path without the common directory, for people to read.
    pub fn short_path<'a>(&self, path: &'a str) -> &'a str {
        self.source_root.as_deref().and_then(|dir| path.strip_prefix(dir)).unwrap_or(path)
    }
}
