//! What a change to one function did to the machine code of others, measured. All figures
//! of one experiment: Lua 5.4.7, gcc 14.2 `-O2 -flto`, one literal or operator changed in one
//! function, everything rebuilt, machine code compared; 86 changes.

use super::configuration::{Configuration, Live};
use super::lto::LtoKind;
use crate::report::MeasuredRow;

const SOURCE: &str =
    "lua 5.4.7, gcc 14.2 -O2, 86 changes of one literal or operator, rebuilt and compared";

const PLAIN: MeasuredRow = MeasuredRow {
    build: "-flto",
    source: SOURCE,
    in_set_percent: "98.5",
    outside: "3 callees specialised to the arguments a caller passes (ipa-vrp, ipa-bit-cp), \
              10 callers of a function whose constant result was known",
};

const INLINE_CLONE: MeasuredRow = MeasuredRow {
    build: "-flto -flive-patching=inline-clone",
    source: SOURCE,
    in_set_percent: "100",
    outside: "none; only another edit, one that made a pure function impure, reached a caller outside \
              the set (local pure/const discovery at the link)",
};

/// The measurements that apply to these ways to compile: those of GCC's link only.
pub(super) fn of(configurations: &[Configuration]) -> Vec<MeasuredRow> {
    let linked = |one: &&Configuration| one.lto == LtoKind::Gcc && one.instances > 0;
    let any = |live: &dyn Fn(Live) -> bool| {
        configurations.iter().filter(linked).any(|one| live(one.live_patching))
    };
    let mut found = Vec::new();
    if any(&|live| live == Live::Off) {
        found.push(PLAIN);
    }
    if any(&|live| matches!(live, Live::Level(_))) {
        found.push(INLINE_CLONE);
    }
    found
}
