//! How a program was built, as report: `audit`, and its short form in `impact`.

use klpscope_graph::Program;

use super::configuration::{Configuration, Live};
use super::effective::Decision;
use super::pass::{Fact, Pass, Permit};
use super::table::TABLE;
use super::{Build, LtoKind, UnitOptions, Why, measured, remarks};
use crate::report::{
    AuditReport, BuildRow, BuildShort, ConfigurationRow, LinkRow, NoticeRow, ObjectAudit,
    ObjectRow, PassRow, SCHEMA_VERSION, TrustRow, thousands,
};

/// Names of units that a report shows of a configuration.
const EXAMPLES: usize = 5;

/// How each of `programs` was built, and how far answers about it can be trusted.
pub fn audit(programs: &[Program], notices: &[NoticeRow]) -> AuditReport {
    AuditReport {
        schema_version: SCHEMA_VERSION,
        objects: programs.iter().map(object).collect(),
        notices: notices.to_vec(),
    }
}

fn object(program: &Program) -> ObjectAudit {
    let build = Build::new(program);
    let trust = trust(program, &build);
    ObjectAudit {
        object: ObjectRow::new(program),
        summary: summary(&build, trust),
        trust,
        lto_note: program.lto_note(),
        link: build.link.as_ref().map(|link| LinkRow {
            compiler: link.compiler.clone(),
            units: link.units,
            discovers_pure_const: !link.local_pure_const_off,
            position: link.position,
        }),
        configurations: build.configurations.iter().map(|one| row(program, one)).collect(),
        remarks: remarks::of(&build, program.lto_note()),
        measured: measured::of(&build.configurations),
    }
}

/// The short form for a report about something else.
pub(crate) fn short(program: &Program, build: &Build) -> BuildRow {
    let sentence = |row: crate::report::MeasuredRow| {
        format!(
            "measured with {}: {} % of the functions that a small change reached were in the set",
            row.build, row.in_set_percent
        )
    };
    BuildRow {
        summary: summary(build, trust(program, build)),
        remarks: remarks::of(build, program.lto_note()).iter().map(|row| row.id).collect(),
        configurations: build
            .configurations
            .iter()
            .map(|one| BuildShort {
                name: one.name(),
                units: one.units.len(),
                functions: one.instances,
                permits: permits(one),
            })
            .collect(),
        measured: measured::of(&build.configurations).into_iter().map(sentence).collect(),
    }
}

fn row(program: &Program, one: &Configuration) -> ConfigurationRow {
    let units = program.units();
    let name = |unit: usize| units.get(unit).map_or("", |unit| program.str(unit.name()));
    let unit = |&unit: &usize| name(unit).to_owned();
    let passes = TABLE.iter().map(|row| {
        let decision = one.decision(row.pass);
        let why = why(row.pass, decision, one);
        PassRow { pass: row.pass.name(), fact: row.fact, permit: decision.permit, why }
    });
    ConfigurationRow {
        name: one.name(),
        compiler: one.compiler.clone(),
        level: one.level,
        lto: one.lto,
        live_patching: match one.live_patching {
            Live::Level(level) => Some(level),
            Live::Off | Live::Unknown => None,
        },
        recorded: !one.is_unrecorded(),
        units: one.units.len(),
        functions: one.instances,
        examples: one.units.iter().take(EXAMPLES).map(unit).collect(),
        passes: passes.collect(),
    }
}

impl Configuration {
    /// All that tells it from the others, in short.
    pub(crate) fn name(&self) -> String {
        let mut parts = vec![self.compiler.clone()];
        if self.is_unrecorded() {
            parts.push("switches not recorded".to_owned());
        } else if let Some(level) = self.level {
            parts[0] = format!("{} {level}", self.compiler);
        }
        if self.lto != LtoKind::None || self.gcc.is_some() {
            parts.push(self.lto.name().to_owned());
        }
        match self.live_patching {
            Live::Level(level) => parts.push(format!("-flive-patching={}", level.name())),
            Live::Off if self.gcc.is_some() => parts.push("no -flive-patching".to_owned()),
            Live::Off | Live::Unknown => {}
        }
        let own = Pass::ALL.iter().map(|&pass| (pass, self.decision(pass)));
        let own = own.filter(|(_, decision)| decision.why.is_switch());
        let mut own: Vec<_> = own.map(|(pass, decision)| why(pass, decision, self)).collect();
        own.dedup();
        parts.extend(own);
        parts.join(", ")
    }

    /// True if a pass ran that carries facts without a trace.
    pub(super) fn is_open(&self) -> bool {
        self.unseen().any(|(_, permit)| permit == Permit::Yes)
    }

    /// The passes that leave no trace, and whether they ran.
    fn unseen(&self) -> impl Iterator<Item = (Pass, Permit)> + '_ {
        let unseen = TABLE.iter().filter(|row| row.fact != Fact::Clones);
        unseen.map(|row| (row.pass, self.decision(row.pass).permit))
    }
}

impl Why {
    /// True for a switch that stands for itself, not for a level or a set of passes.
    fn is_switch(self) -> bool {
        matches!(
            self,
            Self::Switch
                | Self::ProfileHook
                | Self::PatchableEntry
                | Self::ProfileUse
                | Self::OpenAcc
        )
    }
}

fn trust(program: &Program, build: &Build) -> TrustRow {
    let mut trust = TrustRow::default();
    let worst = |options: &UnitOptions| {
        let unseen = TABLE.iter().filter(|row| row.fact != Fact::Clones);
        unseen.map(|row| options.permits(row.pass)).fold(Permit::No, Permit::or)
    };
    // Most code is of one unit, and most units are configured alike.
    let mut known = vec![None; build.configurations.len()];
    for tally in &program.survey().tallies {
        trust.functions += tally.functions;
        let options = build.for_all(tally.units.iter().copied());
        let worst = match options.configuration.filter(|_| tally.units.len() == 1) {
            Some(index) => *known[index].get_or_insert_with(|| worst(&options)),
            None => worst(&options),
        };
        match worst {
            Permit::No => trust.closed += tally.functions,
            Permit::Yes => trust.open += tally.functions,
            Permit::Unknown => trust.unknown += tally.functions,
        }
        if tally.units.is_empty() {
            trust.without_unit += tally.functions;
        }
    }
    trust
}

/// How far facts travel, in one sentence.
fn summary(build: &Build, trust: TrustRow) -> String {
    let described = trust.functions - trust.without_unit;
    let unknown = trust.unknown - trust.without_unit.min(trust.unknown);
    if described == 0 {
        return "no unit describes its code: how it was built is unknown".to_owned();
    }
    if trust.open == 0 && unknown == 0 {
        return "the switches let no fact travel between functions but by inlining and clones"
            .to_owned();
    }
    if trust.open == 0 && unknown == described {
        return "which facts travelled between functions is unknown: switches are not recorded"
            .to_owned();
    }
    let mut text = String::new();
    if trust.open > 0 {
        text = format!(
            "facts about a function may have reached others that hold no copy of it: {} in {} of {} functions",
            open_passes(build),
            thousands(trust.open),
            thousands(described)
        );
    }
    if unknown > 0 {
        let unknown = format!("unknown in {} of {}", thousands(unknown), thousands(described));
        text = if text.is_empty() {
            format!("which facts travelled is {unknown} functions")
        } else {
            format!("{text}; {unknown}")
        };
    }
    text
}

/// `by ipa-pure-const`, or how many passes.
fn open_passes(build: &Build) -> String {
    let with_code = || build.configurations.iter().filter(|one| one.instances > 0);
    let open = |pass: &Pass| {
        with_code().flat_map(Configuration::unseen).any(|one| one == (*pass, Permit::Yes))
    };
    let passes: Vec<_> = Pass::ALL.iter().copied().filter(open).map(Pass::name).collect();
    match passes.len() {
        1..=3 => format!("by {}", passes.join(", ")),
        many => format!("by {many} passes"),
    }
}

/// Where facts may have travelled, by pass; empty if nowhere.
fn permits(one: &Configuration) -> String {
    let parts = [
        (Fact::Callers, "to callers"),
        (Fact::Callees, "to callees"),
        (Fact::Anywhere, "anywhere"),
        (Fact::Merged, "bodies merged"),
    ];
    let passes = |fact: Fact, permit: Permit| {
        let rows = TABLE.iter().filter(move |row| row.fact == fact);
        let rows = rows.filter(move |row| one.decision(row.pass).permit == permit);
        rows.map(|row| row.pass.name()).collect::<Vec<_>>().join(", ")
    };
    let text = |(fact, label): (Fact, &str)| match passes(fact, Permit::Yes) {
        passes if passes.is_empty() => None,
        passes => Some(format!("{label} by {passes}")),
    };
    parts.into_iter().filter_map(text).collect::<Vec<_>>().join("; ")
}

/// What decided on a pass, for people.
fn why(pass: Pass, decision: Decision, one: &Configuration) -> String {
    let text = match decision.why {
        Why::Switch if decision.permit == Permit::No => return format!("-fno-{}", pass.name()),
        Why::Switch => return format!("-f{}", pass.name()),
        Why::LivePatching => "-flive-patching",
        Why::Level => one.level.unwrap_or("-O0"),
        Why::ProfileHook => "-p",
        Why::PatchableEntry => "-fpatchable-function-entry",
        Why::ProfileUse => "-fprofile-use",
        Why::OpenAcc => "-fopenacc",
        Why::Release | Why::UnknownRelease => one.compiler.as_str(),
        Why::Link => "the link",
        Why::Assembler => "an assembler",
        Why::NotRecorded => "not recorded",
        Why::Mixed => "units differ",
    };
    text.to_owned()
}
