//! From a unit's compiler and switches to the passes that ran, each with what decided it.

use super::pass::{Pass, Permit};
use super::producer::{Compiler, Producer};
use super::switches::{Level, Switches};
use super::table::{BY_PROFILE, From, GCC_KNOWN, Row, Since, TABLE};

/// Whether each pass may run, by [`Pass::index`].
pub(super) type Decisions = [Decision; Pass::ALL.len()];

/// Whether a pass may run, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Decision {
    pub(crate) permit: Permit,
    pub(crate) why: Why,
}

/// What decided on a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// `-fPASS` or `-fno-PASS`.
    Switch,
    /// `-flive-patching`.
    LivePatching,
    /// The level of optimization.
    Level,
    /// `-p` or `-pg`.
    ProfileHook,
    /// `-fpatchable-function-entry`.
    PatchableEntry,
    /// `-fprofile-use`.
    ProfileUse,
    /// `-fopenacc`.
    OpenAcc,
    /// This release cannot switch it off, or does not have it.
    Release,
    /// A release that the table does not know.
    UnknownRelease,
    /// GCC's link runs it in spite of the switches.
    Link,
    /// The compiler optimizes nothing.
    Assembler,
    /// The unit does not hold its switches.
    NotRecorded,
    /// The units of the file differ, and which one the code is from cannot be told.
    Mixed,
}

/// Decides on every pass for a unit of its own: without what a link adds.
pub(super) fn decide(producer: &Producer) -> Decisions {
    let mut decided = [Decision { permit: Permit::Unknown, why: Why::NotRecorded }; _];
    for (row, decision) in TABLE.iter().zip(&mut decided) {
        let (permit, why) = match (&producer.compiler, &producer.switches) {
            (Compiler::GnuAs, _) => (Permit::No, Why::Assembler),
            (Compiler::Gcc, Some(switches)) => gcc(row, switches, producer.release()),
            (Compiler::Clang, Some(switches)) => clang(row, switches),
            _ => (Permit::Unknown, Why::NotRecorded),
        };
        *decision = Decision { permit, why };
    }
    decided
}

/// What GCC makes of its switches, as opts.cc and toplev.cc do.
fn gcc(row: &Row, switches: &Switches, release: Option<u32>) -> (Permit, Why) {
    // toplev.cc: instrumented entries turn -fipa-ra off even where it was asked for. That
    // is measured for GCC 12 to 14; -fpatchable-function-entry counts since 9.
    if row.pass == Pass::IpaRa && switches.profile_hook {
        return (Permit::No, Why::ProfileHook);
    }
    if row.pass == Pass::IpaRa && switches.patchable_entry && release >= Some(9) {
        return (Permit::No, Why::PatchableEntry);
    }
    if let Some(on) = switches.explicit(row.pass) {
        return (if on { Permit::Yes } else { Permit::No }, Why::Switch);
    }
    let before = |since: u32| release.is_some_and(|release| release < since);
    match row.since {
        Since::New(since) if before(since) => return (Permit::No, Why::Release),
        Since::Switchable(since) if before(since) => {
            return (yes(switches.level != Some(Level::O0)), Why::Release);
        }
        _ => {}
    }
    if switches.live_patching.is_some() && switches.live_patching >= row.off_by {
        return (Permit::No, Why::LivePatching);
    }
    if switches.openacc && row.pass == Pass::IpaPta {
        return (Permit::Yes, Why::OpenAcc);
    }
    if switches.profile_use && BY_PROFILE.contains(&row.pass) {
        return (Permit::Yes, Why::ProfileUse);
    }
    by_level(row, row.gcc, switches, release.is_some_and(|release| GCC_KNOWN.contains(&release)))
}

/// What clang makes of its switches: there is none for a single one of these passes,
/// save `-mllvm`.
fn clang(row: &Row, switches: &Switches) -> (Permit, Why) {
    if row.pass == Pass::WholeProgram && switches.lto.is_some() {
        return (Permit::Yes, Why::Link);
    }
    by_level(row, row.clang, switches, !switches.mllvm)
}

/// By the level of optimization. Where the table is not sure to hold, a pass that it
/// has switched off may run.
fn by_level(row: &Row, from: From, switches: &Switches, known: bool) -> (Permit, Why) {
    let level = switches.level.unwrap_or(Level::O0);
    // A whole program is never a default, of no release.
    match yes(from.holds(level)) {
        Permit::No if !known && level != Level::O0 && row.pass != Pass::WholeProgram => {
            (Permit::Unknown, Why::UnknownRelease)
        }
        permit => (permit, Why::Level),
    }
}

fn yes(on: bool) -> Permit {
    if on { Permit::Yes } else { Permit::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permit(producer: &str, pass: Pass) -> (Permit, Why) {
        let decision = decide(&Producer::parse(producer))[pass.index()];
        (decision.permit, decision.why)
    }

    #[test]
    fn the_table_has_every_pass_in_order() {
        assert!(TABLE.iter().map(|row| row.pass).eq(Pass::ALL.iter().copied()));
    }

    /// What the compilers print of themselves, line by line.
    #[test]
    fn the_table_says_what_gcc_says() {
        let mut compared = 0;
        for (version, help) in [
            ("12.2.0", include_str!("help/gcc-12.txt")),
            ("13.3.0", include_str!("help/gcc-13.txt")),
            ("14.2.0", include_str!("help/gcc-14.txt")),
        ] {
            let mut producer = String::new();
            for line in help.lines() {
                let words: Vec<_> = line.split_whitespace().collect();
                if let ["$", _, "-Q", switches @ .., _] = &words[..] {
                    producer = format!("GNU C17 {version} {}", switches.join(" "));
                } else if let [switch, state] = words[..] {
                    let pass = switch.strip_prefix("-f").and_then(Pass::of_switch);
                    let found = pass.map(|pass| permit(&producer, pass).0);
                    assert_eq!(found, Some(yes(state == "[enabled]")), "{producer}: {line}");
                    compared += 1;
                }
            }
        }
        // Nine command lines with sixteen switches, of three compilers.
        assert_eq!(compared, 9 * 16 * 3);
    }

    #[test]
    fn instrumented_entries_turn_ipa_ra_off() {
        let ra = |switches: &str| permit(&format!("GNU C17 14.2.0 {switches}"), Pass::IpaRa);
        assert_eq!(ra("-O2"), (Permit::Yes, Why::Level));
        assert_eq!(ra("-O2 -p -fipa-ra"), (Permit::No, Why::ProfileHook));
        assert_eq!(ra("-O2 -fpatchable-function-entry=16,16"), (Permit::No, Why::PatchableEntry));
        assert_eq!(ra("-O2 -fpatchable-function-entry=0"), (Permit::Yes, Why::Level));
        assert_eq!(ra("-O1 -fipa-ra"), (Permit::Yes, Why::Switch));
        assert_eq!(ra("-O2 -fno-ipa-ra"), (Permit::No, Why::Switch));
        assert_eq!(ra("-O2 -O0"), (Permit::No, Why::Level));
    }

    #[test]
    fn releases_differ() {
        let modref = |version: &str| permit(&format!("GNU C17 {version} -O2"), Pass::IpaModref);
        assert_eq!(modref("10.2.1"), (Permit::No, Why::Release));
        assert_eq!(modref("11.1.0"), (Permit::Yes, Why::Level));
        let old = permit("GNU C17 8.3.0 -O2", Pass::IpaReferenceAddressable);
        assert_eq!(old, (Permit::Yes, Why::Release));
        let new = permit("GNU C17 16.1.0 -O1", Pass::IpaRa);
        assert_eq!(new, (Permit::Unknown, Why::UnknownRelease));
        let new = permit("GNU C17 16.1.0 -O2 -flive-patching=inline-clone", Pass::IpaRa);
        assert_eq!(new, (Permit::No, Why::LivePatching));
        let kept = permit("GNU C17 14.2.0 -O2 -flive-patching=inline-clone", Pass::IpaSra);
        assert_eq!(kept, (Permit::Yes, Why::Level));
    }

    #[test]
    fn what_is_not_recorded_is_unknown() {
        for producer in ["GNU C17 14.2.0", "clang version 19.1.7 (3)", "rustc version 1.85.0", ""] {
            for &pass in Pass::ALL {
                assert_eq!(permit(producer, pass), (Permit::Unknown, Why::NotRecorded));
            }
        }
        let recorded = "clang version 19.1.7 (3) /usr/bin/clang -O2";
        assert_eq!(permit(recorded, Pass::IpaPureConst), (Permit::Yes, Why::Level));
        assert_eq!(permit(recorded, Pass::IpaRa), (Permit::No, Why::Level));
        let changed = format!("{recorded} -mllvm -enable-ipra");
        assert_eq!(permit(&changed, Pass::IpaRa), (Permit::Unknown, Why::UnknownRelease));
    }
}
