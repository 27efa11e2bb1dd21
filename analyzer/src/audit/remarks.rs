//! What to know about a build, and what to do about it.

use super::configuration::{Configuration, Live};
use super::lto::{Link, LtoKind};
use super::pass::Permit;
use super::table::GCC_KNOWN;
use super::{Build, Why};
use crate::report::RemarkRow;

/// The remarks on a build, the gravest first. `note`: the kernel's note of `CONFIG_LTO`.
pub(super) fn of(build: &Build, note: Option<bool>) -> Vec<RemarkRow> {
    let all = &build.configurations;
    let mut found = Vec::new();
    found.extend(not_recorded(all));
    found.extend(mixed(all));
    found.extend(open(all));
    found.extend(build.link.as_ref().and_then(|link| at_link(all, link)));
    found.extend(unknown_release(all));
    found.extend(contradiction(build, note));
    found.extend(build.link.as_ref().and_then(position));
    found
}

fn remark(id: &'static str, text: String, way_out: &str) -> RemarkRow {
    RemarkRow { id, text, way_out: way_out.to_owned() }
}

fn with_code(all: &[Configuration]) -> impl Iterator<Item = &Configuration> {
    all.iter().filter(|one| one.instances > 0)
}

fn not_recorded(all: &[Configuration]) -> Option<RemarkRow> {
    let lacking: Vec<_> = with_code(all).filter(|one| one.is_unrecorded()).collect();
    let first = lacking.first()?;
    let units: usize = lacking.iter().map(|one| one.units.len()).sum();
    let way_out = if first.is_clang {
        "compile with -grecord-command-line"
    } else if first.gcc.is_some() {
        "compile without -gno-record-gcc-switches"
    } else {
        ""
    };
    let of = if units == 1 { "1 unit does".to_owned() } else { format!("{units} units do") };
    Some(remark(
        "switches-not-recorded",
        format!("{of} not hold the switches of {}: which passes ran is unknown", first.compiler),
        way_out,
    ))
}

fn mixed(all: &[Configuration]) -> Option<RemarkRow> {
    let levels = |one: &&Configuration| one.gcc.is_some() && one.live_patching != Live::Unknown;
    let with = |given: bool| -> usize {
        let same = |one: &&Configuration| (one.live_patching != Live::Off) == given;
        with_code(all).filter(levels).filter(same).map(|one| one.units.len()).sum()
    };
    let (given, not) = (with(true), with(false));
    (given > 0 && not > 0).then(|| {
        let text = format!("-flive-patching was given to {given} of {} units of GCC", given + not);
        remark("mixed-live-patching", text, "give it to every unit")
    })
}

/// Facts travel, and a level of `-flive-patching` would stop them.
fn open(all: &[Configuration]) -> Option<RemarkRow> {
    let one = with_code(all).find(|one| one.live_patching == Live::Off && one.is_open())?;
    let release = one.gcc?;
    let way_out = match (release, one.lto) {
        (..=8, _) => "use GCC 9 or later with -flive-patching=inline-clone",
        (9..=12, LtoKind::Gcc) => {
            "GCC 12 and older refuse -flive-patching with -flto: use 13.1 or later with \
             -flive-patching=inline-clone, or do without -flto"
        }
        _ => "compile with -flive-patching=inline-clone",
    };
    Some(remark(
        "facts-travel",
        "passes that use one function's facts in another ran; a changed function may break code \
         that holds no copy of it"
            .to_owned(),
        way_out,
    ))
}

/// Local pure/const discovery in spite of the switch.
fn at_link(all: &[Configuration], link: &Link) -> Option<RemarkRow> {
    let by_link = |one: &&Configuration| {
        let decision = one.decision(super::Pass::IpaPureConst);
        decision.why == Why::Link && decision.permit != Permit::No
    };
    with_code(all).find(by_link)?;
    Some(remark(
        "pure-const-at-link",
        format!(
            "the link of {} discovers pure and const functions in spite of the switches: calls may \
             have been merged or dropped",
            link.compiler
        ),
        "link with -fdisable-tree-local-pure-const2 too",
    ))
}

fn unknown_release(all: &[Configuration]) -> Option<RemarkRow> {
    let unknown = |one: &&Configuration| one.gcc.is_some_and(|gcc| !GCC_KNOWN.contains(&gcc));
    let one = with_code(all).find(unknown)?;
    Some(remark(
        "unknown-release",
        format!(
            "the defaults of {} are not known here ({} to {} are): a pass that these have off counts \
             as unknown",
            one.compiler,
            GCC_KNOWN.start(),
            GCC_KNOWN.end()
        ),
        "",
    ))
}

fn contradiction(build: &Build, note: Option<bool>) -> Option<RemarkRow> {
    let linked = with_code(&build.configurations)
        .any(|one| !matches!(one.lto, LtoKind::None | LtoKind::Unknown));
    let text = match note? {
        false if linked => "the kernel's note says that LTO is off, its units say otherwise",
        true if !linked => "the kernel's note says that LTO is on, its units do not show it",
        _ => return None,
    };
    Some(remark("lto-note", text.to_owned(), ""))
}

/// A link without the code-generation flags of the compile generates `-fPIC`.
fn position(link: &Link) -> Option<RemarkRow> {
    let position = link.position.filter(|&position| position == "-fPIC")?;
    Some(remark(
        "link-position",
        format!(
            "the link of {} generated {position} code: the default where the link is not given the \
             switches of the compile",
            link.compiler
        ),
        "give the link the same code-generation switches, unless a shared library is meant",
    ))
}
