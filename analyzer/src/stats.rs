//! What was read: units, DIEs, instances, calls, coverage.

use std::collections::BTreeMap;

use klpscope_graph::{Abi, ElfKind, InstanceId, Program, SymbolId, suffix};

use crate::call;
use crate::distribution::distribution;
use crate::instance;
use crate::report::{
    CallCount, CountRow, CoverageRow, DieCounts, InstanceCounts, NoticeRow, ObjectRow, ObjectStats,
    SCHEMA_VERSION, StatsReport,
};

/// Counts over each of `programs`; if `distributed`, how these are spread over all functions.
pub fn stats(programs: &[Program], notices: &[NoticeRow], distributed: bool) -> StatsReport {
    let object = |program| {
        let distribution = distributed.then(|| distribution(program));
        ObjectStats { distribution, ..object_stats(program) }
    };
    StatsReport {
        schema_version: SCHEMA_VERSION,
        objects: programs.iter().map(object).collect(),
        notices: notices.to_vec(),
    }
}

fn object_stats(program: &Program) -> ObjectStats {
    let object = program.object();
    let copies = program.inlined_instances();
    let with_code = |&id: &_| program.inlined_ranges(id).iter().any(|range| !range.is_empty());
    ObjectStats {
        object: ObjectRow::new(program),
        machine: object.machine.clone(),
        elf_kind: match object.kind {
            ElfKind::Executable => "executable",
            ElfKind::Dynamic => "dynamic",
            ElfKind::Relocatable => "relocatable",
        },
        debug_file: object.debug_file.as_ref().map(|path| path.to_string_lossy().into_owned()),
        calls_decoded: object.decoded,
        units: program.units().len() as u64,
        compilers: compilers(program),
        dwarf_versions: count(program.units().iter().map(|unit| unit.version().to_string())),
        dies: die_counts(program),
        functions: program.functions().len() as u64,
        instances: instance_counts(program),
        inlined: copies.len() as u64,
        inlined_with_code: copies.filter(with_code).count() as u64,
        inlined_pairs: inlined_pairs(program),
        recorded_copies: program.recorded_copies().len() as u64,
        record_files: program.record_files().to_vec(),
        calls: call_counts(program),
        coverage: coverage(program),
        distribution: None,
    }
}

/// How often each name occurs, sorted by name.
fn count(names: impl Iterator<Item = String>) -> Vec<CountRow> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().map(|(name, count)| CountRow { name, count }).collect()
}

fn compilers(program: &Program) -> Vec<CountRow> {
    let producers = program.units().iter().map(|unit| program.str(unit.producer()));
    let mut rows = count(producers.map(|text| compiler(text).to_owned()));
    // Stable: equal counts stay sorted by name.
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

/// The compiler and its version out of a `DW_AT_producer`: GCC puts its switches
/// behind (`GNU C17 14.2.0 -mtune=generic ...`), distributions of clang their
/// name before (`Debian clang version 19.1.7 (3)`).
fn compiler(producer: &str) -> &str {
    let begin = ["rustc version ", "clang version "].iter().find_map(|word| producer.find(word));
    let text = &producer[begin.unwrap_or(0)..];
    let ends = [" -", " (", ")"].iter().filter_map(|word| text.find(word));
    text[..ends.min().unwrap_or(text.len())].trim()
}

fn die_counts(program: &Program) -> DieCounts {
    let counts = program.counts();
    DieCounts {
        all: counts.dies,
        subprograms: counts.subprograms,
        subprograms_with_pc: counts.subprograms_with_pc,
        subprograms_cross_unit: counts.subprograms_cross_unit,
        inlined_subroutines: counts.inlined_subroutines,
        inlined_with_ranges: counts.inlined_with_ranges,
        inlined_cross_unit: counts.inlined_cross_unit,
        call_sites: counts.call_sites,
        unreadable_units: counts.unreadable_units,
        units_without_code: counts.units_without_code,
    }
}

fn instance_counts(program: &Program) -> InstanceCounts {
    let count_if = |holds: &dyn Fn(InstanceId) -> bool| {
        program.instances().filter(|&id| holds(id)).count() as u64
    };
    let instance = |id| program.instance(id);
    InstanceCounts {
        all: program.instances().len() as u64,
        kinds: count(
            program.instances().map(|id| instance::kind_name(instance(id).kind()).to_owned()),
        ),
        without_dwarf: count_if(&|id| !instance::has_dwarf(program, id)),
        with_cold: count_if(&|id| !instance(id).cold_symbols().is_empty()),
        folded: count_if(&|id| instance::distinct_functions(program, id).len() > 1),
        nocall: count_if(&|id| instance(id).abi() == Abi::NoCall),
        clones: count(
            program
                .instances()
                .flat_map(|id| instance(id).symbols())
                .filter_map(|symbol| suffix_words(program, symbol)),
        ),
    }
}

/// The suffixes of a symbol without numbers and hashes: `.constprop.isra`.
fn suffix_words(program: &Program, symbol: SymbolId) -> Option<String> {
    let symbol = program.symbol_name(symbol);
    let words = &symbol[suffix::parse(symbol).base.len()..];
    let is_number = |word: &&str| !word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words: String = words.split('.').filter(is_number).flat_map(|word| [".", word]).collect();
    (!words.is_empty()).then_some(words)
}

fn inlined_pairs(program: &Program) -> u64 {
    let copies = program.inlined_instances().map(|id| program.inlined(id));
    let mut pairs: Vec<_> = copies.map(|copy| (copy.function(), copy.host())).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.len() as u64
}

fn call_counts(program: &Program) -> Vec<CallCount> {
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let calls = program.calls().map(|id| program.call(id));
    for call in calls.filter(|call| !call::stays_inside(call)) {
        let key = (call::kind_name(program, &call), call::evidence_name(call.evidence()));
        *counts.entry(key).or_default() += 1;
    }
    let row = |((kind, evidence), count)| CallCount { kind, evidence, count };
    counts.into_iter().map(row).collect()
}

fn coverage(program: &Program) -> CoverageRow {
    let coverage = program.coverage();
    let unknown = coverage.unknown_ranges.iter();
    CoverageRow {
        total: coverage.total,
        described: coverage.described,
        symbol_only: coverage.symbol_only,
        linkage: coverage.linkage,
        padding: coverage.padding,
        unknown: coverage.unknown,
        unknown_ranges: unknown.map(|range| (program.address(range.begin), range.len())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compilers_without_switches() {
        for (producer, short) in [
            ("GNU C17 14.2.0 -mtune=generic -O2 -flto", "GNU C17 14.2.0"),
            ("GNU GIMPLE 14.2.0 -m64 -fltrans", "GNU GIMPLE 14.2.0"),
            ("GNU AS 2.44", "GNU AS 2.44"),
            ("Debian clang version 19.1.7 (3~deb13u1)", "clang version 19.1.7"),
            ("clang LLVM (rustc version 1.85.0 (4d91de4e4 2025-02-17))", "rustc version 1.85.0"),
            ("", ""),
        ] {
            assert_eq!(compiler(producer), short);
        }
    }
}
