//! Units grouped by how their code was compiled.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use klpscope_graph::Program;

use super::effective::{self, Decision, Decisions, Why};
use super::lto::{self, Link, LtoKind, Signs};
use super::pass::{Pass, Permit};
use super::producer::Producer;
use super::switches::LivePatching;
use super::{Build, Producers};

/// A way to compile code, and the units compiled so.
#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    /// Compiler and version.
    pub(crate) compiler: String,
    /// The last `-O`; `None` where switches were not recorded.
    pub(crate) level: Option<&'static str>,
    pub(crate) lto: LtoKind,
    pub(crate) live_patching: Live,
    /// The first number of GCC's version; `None` for another compiler.
    pub(crate) gcc: Option<u32>,
    /// True for clang and its like: `-flive-patching` is none of its switches.
    pub(crate) is_clang: bool,
    pub(super) decisions: Decisions,
    /// The units, in the order of `.debug_info`.
    pub(crate) units: Vec<usize>,
    /// Machine functions of these units.
    pub(crate) instances: u64,
}

/// What is known of `-flive-patching`. Ordered by nothing but for sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Live {
    /// Switches were not recorded.
    Unknown,
    /// Not given.
    Off,
    /// Given.
    Level(LivePatching),
}

impl Configuration {
    /// True if the units do not hold the switches that they were compiled by.
    pub(crate) fn is_unrecorded(&self) -> bool {
        self.decisions.iter().all(|decision| decision.why == Why::NotRecorded)
    }

    /// What the options say of a pass.
    pub(crate) fn decision(&self, pass: Pass) -> Decision {
        self.decisions[pass.index()]
    }
}

/// What makes two units alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    compiler: String,
    level: Option<&'static str>,
    lto: LtoKind,
    live_patching: Live,
    decisions: Decisions,
}

/// Groups all units but those of GCC's link.
pub(super) fn group(program: &Program, producers: &Producers, link: Option<Link>) -> Build {
    let signs = Signs::find(program);
    let code = lto::units_with_code(program, producers);
    // Units of one producer and kind are configured alike.
    let mut alike: BTreeMap<(usize, LtoKind), Configuration> = BTreeMap::new();
    for (unit, &(instances, has_code)) in code.iter().enumerate() {
        let producer = producers.of(unit);
        // A unit of the link has no functions of its own; without producer and code it is a
        // partial unit (dwz) or one of types.
        let is_part = instances == 0 && producer.is_nameless();
        if producer.is_ltrans() || is_part {
            continue;
        }
        let lto = signs.kind(producer, link.is_some(), has_code);
        let one = alike
            .entry((producers.index(unit), lto))
            .or_insert_with(|| configuration(producer, lto, link.as_ref()));
        one.units.push(unit);
        one.instances += instances;
    }
    let mut groups: BTreeMap<Key, Configuration> = BTreeMap::new();
    for one in alike.into_values() {
        match groups.entry(key(&one)) {
            Entry::Vacant(free) => _ = free.insert(one),
            Entry::Occupied(mut group) => group.get_mut().join(one),
        }
    }
    let mut configurations: Vec<_> = groups.into_values().collect();
    // Stable: equal counts stay sorted by key.
    configurations.sort_by_key(|one| Reverse((one.instances, one.units.len())));
    let mut of_unit = vec![None; code.len()];
    for (index, one) in configurations.iter().enumerate() {
        for &unit in &one.units {
            of_unit[unit] = Some(index);
        }
    }
    Build { configurations, link, of_unit }
}

impl Configuration {
    fn join(&mut self, other: Self) {
        self.units.extend(other.units);
        self.units.sort_unstable();
        self.instances += other.instances;
    }
}

fn key(one: &Configuration) -> Key {
    Key {
        compiler: one.compiler.clone(),
        level: one.level,
        lto: one.lto,
        live_patching: one.live_patching,
        decisions: one.decisions,
    }
}

fn configuration(producer: &Producer, lto: LtoKind, link: Option<&Link>) -> Configuration {
    use super::producer::Compiler;
    let switches = producer.switches.as_ref();
    let mut decisions = effective::decide(producer);
    if let (LtoKind::Gcc, Some(link)) = (lto, link) {
        discover_at_link(&mut decisions[Pass::IpaPureConst.index()], link);
    }
    Configuration {
        compiler: producer.name(),
        level: switches.map(|switches| switches.level.map_or("-O0", super::switches::Level::name)),
        lto,
        live_patching: match switches {
            None => Live::Unknown,
            Some(switches) => switches.live_patching.map_or(Live::Off, Live::Level),
        },
        gcc: producer.release().filter(|_| producer.compiler == Compiler::Gcc),
        is_clang: producer.compiler == Compiler::Clang,
        decisions,
        units: Vec::new(),
        instances: 0,
    }
}

/// The gate of GCC's local pure/const discovery is `flag_ipa_pure_const || in_lto_p`:
/// measured on 13.3 and 14.2 (corpus: lto-pure-const), so the link runs it in spite of
/// every switch but `-fdisable-tree-local-pure-const2`.
fn discover_at_link(decision: &mut Decision, link: &Link) {
    if decision.permit == Permit::No && !link.local_pure_const_off {
        let permit = if link.release >= Some(13) { Permit::Yes } else { Permit::Unknown };
        *decision = Decision { permit, why: Why::Link };
    }
}
