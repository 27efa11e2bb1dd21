//! Compiler and kind of build -> how many inlined copies leave no DIE, as measured.
//!
//! Of all inlined pairs of function and host in lua 5.4.7 and zstd 1.5.7, found by marks
//! in the machine code, those that no reader of the DIE tree can find: the figures
//! of `corpus/oracle/README.md` (GCC 14.2 and clang 19.1, `-O2`).

use std::collections::HashSet;

use klpscope_graph::Program;

use crate::report::NotShown;

/// A kind of build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Build {
    Gcc,
    GccInlineOnlyStatic,
    GccLto,
    GccLtoInlineClone,
    Clang,
    ClangLto,
}

/// What it is called, and the least and the largest share measured, of 1000 pairs.
const RATES: &[(Build, &str, u32, u32)] = &[
    (Build::Gcc, "GCC without LTO", 1, 116),
    (Build::GccInlineOnlyStatic, "GCC -flive-patching=inline-only-static", 1, 115),
    (Build::GccLto, "GCC -flto", 45, 144),
    (Build::GccLtoInlineClone, "GCC -flto -flive-patching=inline-clone", 45, 147),
    (Build::Clang, "clang without LTO", 4, 210),
    // ThinLTO 4.6 to 20.3, full LTO 4.4 to 20.2: the file does not tell which it was.
    (Build::ClangLto, "clang LTO", 44, 203),
];

/// How many copies the answer about an object may lack; `None` where compiler records
/// were read, which tell of all.
pub(crate) fn not_shown(program: &Program) -> Option<NotShown> {
    if !program.record_files().is_empty() {
        return None;
    }
    let build = build(program)?;
    let (_, name, least, most) = RATES.iter().find(|(known, ..)| *known == build)?;
    let sources = program.source_files();
    Some(NotShown { build: name, least: *least, most: *most, sources })
}

/// The kind of build that most of a file was made by. LTO shows in the units: GCC's link
/// step writes its own, and only a link inlines from one source into another.
fn build(program: &Program) -> Option<Build> {
    let producers = || program.units().iter().map(|unit| program.str(unit.producer));
    let clang = producers().filter(|text| text.contains("clang version")).count();
    let gcc = producers().filter(|text| text.starts_with("GNU ") && !is_assembler(text)).count();
    if clang == 0 && gcc == 0 {
        return None;
    }
    if clang > gcc {
        let lto = crosses_units(program);
        return Some(if lto { Build::ClangLto } else { Build::Clang });
    }
    let any = |word: &str| producers().any(|text| text.contains(word));
    Some(match (any("GNU GIMPLE"), any("-flive-patching=inline-only-static")) {
        (true, _) if any("-flive-patching=inline-clone") => Build::GccLtoInlineClone,
        (true, _) => Build::GccLto,
        (false, true) => Build::GccInlineOnlyStatic,
        (false, false) => Build::Gcc,
    })
}

fn is_assembler(producer: &str) -> bool {
    producer.starts_with("GNU AS")
}

/// True if a body was inlined from one unit's source into another's: only LTO does that.
pub(crate) fn crosses_units(program: &Program) -> bool {
    let units: HashSet<_> = program.units().iter().map(|unit| unit.name).collect();
    program.inlined_instances().any(|id| {
        let copy = program.inlined(id);
        let home = program.unit(copy.unit).name;
        let places = &program.function(copy.function).places;
        places.iter().any(|place| place.file != home && units.contains(&place.file))
    })
}
