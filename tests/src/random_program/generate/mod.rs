//! A seed -> a program: large ones from large seeds, and each kind of oddity in some.

mod bodies;
mod code;
mod folds;
mod source;

use std::collections::BTreeSet;

use super::model::{Program, Unit, UnitKind};
use super::random::Random;

/// Puts a program together.
struct Generator {
    random: Random,
    /// About how many there are of everything, from 1.
    size: usize,
    /// True if nothing is made that only a linker leaves.
    unlinked: bool,
    /// Ends of clones' symbols so far, so that none comes twice.
    clones: usize,
    program: Program,
}

impl Program {
    /// The program of a seed; in each hundred they grow.
    pub fn random(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let size = 1 + random.below(2 + seed as usize % 100 / 15);
        let unlinked = random.chance(40);
        let program = Self { seed, ..Self::default() };
        let mut generator = Generator { random, size, unlinked, clones: 0, program };
        generator.source();
        generator.units();
        generator.bodies();
        generator.folds();
        generator.code();
        generator.program
    }
}

impl Generator {
    /// The functions that code of a unit can be of, or hold: those of its file and of headers;
    /// after link-time optimization those of all early units. In one unit each name means one.
    fn visible(&self, unit: &Unit) -> Vec<usize> {
        let Program { files, functions, units, .. } = &self.program;
        if unit.kind == UnitKind::Linked {
            let early = units.iter().filter(|unit| unit.kind == UnitKind::Early);
            let all: BTreeSet<usize> = early.flat_map(|unit| &unit.described).copied().collect();
            return all.into_iter().collect();
        }
        let mut names = BTreeSet::new();
        let mut found = Vec::new();
        for (at, function) in functions.iter().enumerate() {
            let Some((file, _)) = function.place else { continue };
            let is_here = file == unit.file || files[file].ends_with(".h");
            if is_here && names.insert(&function.name) {
                found.push(at);
            }
        }
        found
    }
}
