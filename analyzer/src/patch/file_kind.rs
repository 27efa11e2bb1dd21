//! What a file of a patch is, by its path.

use super::hunk::FileChange;
use crate::report::FileKind;

/// What a patch does to a file; `source` is its path in the build.
pub(super) fn kind_of(file: &FileChange, path: &str, source: Option<&str>) -> FileKind {
    if file.is_binary {
        return FileKind::Binary;
    }
    match (&file.old, &file.new, source) {
        (None, ..) => FileKind::New,
        (_, None, Some(_)) => FileKind::Deleted,
        (.., Some(_)) if is_assembly(path) => FileKind::Assembly,
        (.., Some(_)) => FileKind::Source,
        (.., None) => by_path(path),
    }
}

fn is_assembly(path: &str) -> bool {
    [".S", ".s"].iter().any(|end| path.ends_with(end))
}

/// A file that is not in the build. `.lds.S` is a linker script.
fn by_path(path: &str) -> FileKind {
    let name = path.rsplit('/').next().unwrap_or(path);
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if begins(&["Kconfig", "Makefile", "Kbuild", "CMakeLists", "meson"])
        || ends(&[
            ".mk",
            ".lds",
            ".lds.S",
            ".lds.h",
            "_defconfig",
            ".config",
            ".cmake",
            ".am",
            ".ac",
        ])
    {
        FileKind::BuildSystem
    } else if path.split('/').any(|part| part.eq_ignore_ascii_case("documentation"))
        || ends(&[".rst", ".txt", ".md"])
        || begins(&["MAINTAINERS", "CREDITS", "COPYING", "README"])
    {
        FileKind::Documentation
    } else if is_assembly(path) || ends(&[".c", ".h", ".inc", ".cc", ".cpp", ".hpp"]) {
        FileKind::NotInBuild
    } else {
        FileKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_not_compiled_have_a_kind() {
        for (path, kind) in [
            ("fs/Kconfig", FileKind::BuildSystem),
            ("arch/x86/kernel/vmlinux.lds.S", FileKind::BuildSystem),
            ("Documentation/admin-guide/x.rst", FileKind::Documentation),
            ("Documentation/x.yaml", FileKind::Documentation),
            ("drivers/gpu/x.c", FileKind::NotInBuild),
            ("arch/arm/boot/dts/x.dts", FileKind::Other),
        ] {
            let file = FileChange {
                old: Some(path.into()),
                new: Some(path.into()),
                ..FileChange::default()
            };
            assert_eq!(kind_of(&file, path, None), kind, "{path}");
        }
    }
}
