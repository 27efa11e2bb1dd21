//! How the units of both builds were compiled -> the switches that came and went, units of
//! one change together.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::Program;

use super::kind::DriftKind;
use super::pairing::{Pairs, Paths};
use crate::report::DriftRow;

/// Names of units that a change tells.
const EXAMPLES: usize = 5;

/// A producer taken apart (GCC writes its switches into `DW_AT_producer`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Built<'p> {
    compiler: String,
    switches: BTreeSet<&'p str>,
}

/// The changes, those of the most units first.
pub(crate) fn changed(pairs: &Pairs<'_>) -> Vec<DriftRow> {
    let [olds, news] = [pairs.old, pairs.new].map(|program| units(program, pairs.paths));
    let mut groups: BTreeMap<(Vec<String>, Vec<String>), Vec<&str>> = BTreeMap::new();
    for (name, before) in &olds {
        if let Some(after) = news.get(name)
            && before != after
        {
            groups.entry(difference(before, after)).or_default().push(name);
        }
    }
    let row = |((lost, gained), mut units): ((Vec<String>, Vec<String>), Vec<&str>)| {
        let count = units.len() as u64;
        units.truncate(EXAMPLES);
        DriftRow {
            lost,
            gained,
            units: units.into_iter().map(str::to_owned).collect(),
            ..DriftRow::counts(DriftKind::OptionsChanged, count, count)
        }
    };
    groups.into_iter().map(row).collect()
}

/// What is only in the one, and only in the other.
fn difference(
    before: &BTreeSet<Built<'_>>,
    after: &BTreeSet<Built<'_>>,
) -> (Vec<String>, Vec<String>) {
    let all = |built: &BTreeSet<Built<'_>>| -> BTreeSet<String> {
        let compilers =
            built.iter().map(|one| one.compiler.clone()).filter(|name| !name.is_empty());
        let switches =
            built.iter().flat_map(|one| one.switches.iter().map(|&text| text.to_owned()));
        compilers.chain(switches).collect()
    };
    let (one, other) = (all(before), all(after));
    (one.difference(&other).cloned().collect(), other.difference(&one).cloned().collect())
}

/// The units of a build by name, each with the ways it was compiled: a file that was
/// compiled twice is two units of one name, and GCC's link calls all of its own alike. A unit
/// that tells nothing is compiled in a way, too.
fn units(program: &Program, paths: Paths) -> BTreeMap<&str, BTreeSet<Built<'_>>> {
    let mut units: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for unit in program.units() {
        let name = paths.of(program, program.str(unit.name()));
        // A partial unit (dwz) has neither.
        if !name.is_empty() {
            units.entry(name).or_default().insert(Built::parse(program.str(unit.producer())));
        }
    }
    units
}

impl<'p> Built<'p> {
    fn parse(producer: &'p str) -> Self {
        let begin = producer.find(" -").map_or(producer.len(), |at| at + 1);
        let (compiler, switches) = producer.split_at(begin);
        // `--param NAME=VALUE` is one switch of two words.
        let begins = switches.match_indices('-').map(|(at, _)| at);
        let begins = begins.filter(|&at| at == 0 || switches.as_bytes()[at - 1] == b' ');
        let begins: Vec<_> = begins.chain([switches.len()]).collect();
        let switches = begins.windows(2).map(|at| switches[at[0]..at[1]].trim_end()).collect();
        Self { compiler: compiler.trim_end().to_owned(), switches }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn producers_are_taken_apart() {
        let built = Built::parse("GNU C11 12.2.0 -O2 --param x=1 -fno-ipa-sra -mtune=generic");
        assert_eq!(built.compiler, "GNU C11 12.2.0");
        let switches: Vec<_> = built.switches.into_iter().collect();
        assert_eq!(switches, ["--param x=1", "-O2", "-fno-ipa-sra", "-mtune=generic"]);
        let built = Built::parse("Debian clang version 19.1.4");
        assert_eq!(
            (built.compiler.as_str(), built.switches.len()),
            ("Debian clang version 19.1.4", 0)
        );
    }
}
