//! A built live-patch module -> the functions it replaces and the symbols it reaches for.
//!
//! Three shapes are known, a file each: a static `struct klp_patch` ([`klp_patch`]), the
//! sections that kpatch-build writes ([`kpatch`]), and those of the kernel's own klp-build
//! ([`klp_build`]); [`function`] reads an entry of any. [`reference`] reads what the kernel links when the module is loaded.

mod contents;
mod function;
mod klp_build;
mod klp_patch;
mod kpatch;
mod reference;

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::image::{ElfKind, Image, Markers, Role};
use crate::load;
use crate::notice::{Notice, Severity};
use contents::Contents;
pub use reference::{LiveReference, LiveSection, LiveSymbol};

/// A live-patch module.
#[derive(Clone, Debug)]
pub struct LivePatch {
    /// The file.
    pub path: PathBuf,
    /// Its name as a module.
    pub module: String,
    /// The kernel it was built for: the first word of `vermagic` in `.modinfo`.
    pub release: Option<String>,
    /// Modules that have to be loaded before it: `depends` in `.modinfo`.
    pub depends: Vec<String>,
    /// Where the functions are told of; `None` if none are.
    pub shape: Option<Shape>,
    /// In the order of the module.
    pub functions: Vec<PatchedFunction>,
    /// True if nothing was lost of what it replaces: what is not in `functions` is not replaced.
    pub is_whole: bool,
    /// `.klp.sym.` symbols, sorted by object and name.
    pub references: Vec<LiveReference>,
    /// Names of those that are undefined instead of `SHN_LIVEPATCH`, sorted: nothing links them.
    pub unmarked: Vec<String>,
    /// `.klp.rela.` sections, sorted.
    pub sections: Vec<LiveSection>,
    /// Ordinary undefined symbols, sorted: exported symbols have to satisfy them.
    pub imports: Vec<String>,
}

/// How a module tells what it replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Static data of the types of `include/linux/livepatch.h`.
    KlpPatch,
    /// `.kpatch.funcs` of kpatch-build.
    Kpatch,
    /// `.init.klp_objects` (at first `__klp_objects`) of `scripts/livepatch/klp-build`.
    KlpBuild,
}

/// A function that a module replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatchedFunction {
    /// `klp_object.name`; `None` is vmlinux.
    pub object: Option<String>,
    /// `klp_func.old_name`.
    pub old_name: String,
    /// `klp_func.old_sympos`.
    pub old_sympos: u64,
    /// The symbol of the new code; `None` where none stands there.
    pub new_function: Option<String>,
    /// Where it stands: section and offset.
    pub place: String,
}

impl LivePatch {
    /// Reads a module; what it tells of that cannot be read comes back as notices.
    ///
    /// # Errors
    /// If the file is no kernel module that can be read.
    pub fn read(path: &Path) -> Result<(Self, Vec<Notice>), Error> {
        let bytes = load::open(path)?;
        let fail = |kind| Error::new(path, kind);
        let image = Image::parse(&bytes).map_err(fail)?;
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        let Role::Module(module) = image.role(&Markers::read(&image), &file_name) else {
            return Err(fail(ErrorKind::NotLivePatch("no kernel module")));
        };
        if image.kind != ElfKind::Relocatable {
            return Err(fail(ErrorKind::NotLivePatch("no relocatable file")));
        }
        let mut notices = Vec::new();
        let contents = Contents::new(&image, &mut notices);
        let (shape, functions) = functions(&contents, &mut notices).map_err(fail)?;
        let is_whole = notices.iter().all(|notice| notice.severity != Severity::Incomplete);
        let info = |key: &str| image.module_info(key).first().cloned();
        let words = info("depends").unwrap_or_default();
        let reference::References { references, unmarked, sections, imports } =
            reference::read(&image, &mut notices);
        let release = image.kernel_release();
        bytes.check()?;
        notices.sort();
        Ok((
            Self {
                path: path.to_owned(),
                module,
                release,
                depends: words
                    .split(',')
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect(),
                shape,
                functions,
                is_whole,
                references,
                unmarked,
                sections,
                imports,
            },
            notices,
        ))
    }
}

/// By the first shape that is there.
fn functions(
    contents: &Contents<'_, '_>,
    notices: &mut Vec<Notice>,
) -> Result<(Option<Shape>, Vec<PatchedFunction>), ErrorKind> {
    if let Some(found) = klp_build::read(contents, notices) {
        return Ok((Some(Shape::KlpBuild), found));
    }
    if let Some(found) = kpatch::read(contents, notices) {
        return Ok((Some(Shape::Kpatch), found));
    }
    let found = klp_patch::read(contents, notices)?;
    Ok((found.is_some().then_some(Shape::KlpPatch), found.unwrap_or_default()))
}
