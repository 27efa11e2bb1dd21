//! Compiler and kind of build -> how many inlined copies leave no DIE, as measured.
//!
//! Of all inlined pairs of function and host in lua 5.4.7 and zstd 1.5.7, found by marks
//! in the machine code, those that no reader of the DIE tree can find: the figures
//! of `corpus/oracle/README.md` (GCC 14.2 and clang 19.1, `-O2`).

use klpscope_graph::Program;

use crate::audit::{Build, Configuration, Live, LivePatching, LtoKind};
use crate::report::NotShown;

/// A kind of build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Gcc,
    GccInlineOnlyStatic,
    GccLto,
    GccLtoInlineClone,
    Clang,
    ClangThin,
    ClangFull,
    ClangUnknown,
}

/// What it is called, and the least and the largest share measured, of 1000 pairs.
const RATES: &[(Kind, &str, u32, u32)] = &[
    (Kind::Gcc, "GCC without LTO", 1, 116),
    (Kind::GccInlineOnlyStatic, "GCC -flive-patching=inline-only-static", 1, 115),
    (Kind::GccLto, "GCC -flto", 45, 144),
    (Kind::GccLtoInlineClone, "GCC -flto -flive-patching=inline-clone", 45, 147),
    (Kind::Clang, "clang without LTO", 4, 210),
    (Kind::ClangThin, "clang -flto=thin", 46, 203),
    (Kind::ClangFull, "clang -flto=full", 44, 203),
    (Kind::ClangUnknown, "clang, with or without LTO", 4, 210),
];

/// How many copies the answer about an object may lack; `None` where compiler records
/// were read, which tell of all, or where no code was compiled.
pub(crate) fn not_shown(program: &Program, build: &Build) -> Option<NotShown> {
    if !program.record_files().is_empty() {
        return None;
    }
    let main = build.configurations.iter().max_by_key(|one| one.instances)?;
    let kind = kind(main);
    let (_, build, least, most) = RATES.iter().find(|(known, ..)| *known == kind)?;
    let sources = program.source_files();
    Some(NotShown { build, least: *least, most: *most, sources })
}

fn kind(main: &Configuration) -> Kind {
    let live = |level| main.live_patching == Live::Level(level);
    match (main.is_clang, main.lto) {
        (true, LtoKind::Thin) => Kind::ClangThin,
        (true, LtoKind::Full) => Kind::ClangFull,
        (true, LtoKind::None) => Kind::Clang,
        (true, _) => Kind::ClangUnknown,
        (false, LtoKind::Gcc | LtoKind::Some) if live(LivePatching::InlineClone) => {
            Kind::GccLtoInlineClone
        }
        (false, LtoKind::Gcc | LtoKind::Some) => Kind::GccLto,
        (false, _) if live(LivePatching::InlineOnlyStatic) => Kind::GccInlineOnlyStatic,
        (false, _) => Kind::Gcc,
    }
}
