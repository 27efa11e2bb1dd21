//! The members of a replacement set -> which of them a module replaces, and which not.

use crate::emit::{Plan, PlannedMember, PlannedObject};
use crate::report::{
    Effect, ImpactReport, Member, Outcome, PatchedRow, Verdict, VerifyFinding, VerifyTotals,
};

/// What a module replaces.
pub(super) struct Built<'b> {
    /// Each then says whether it is needed.
    pub(super) functions: &'b mut [PatchedRow],
    /// False if there may be others, which could not be read.
    pub(super) is_whole: bool,
}

/// A member and what is to be written of it.
#[derive(Clone, Copy)]
struct Needed<'r> {
    object: &'r PlannedObject,
    planned: &'r PlannedMember,
    member: &'r Member,
}

/// Compares the set with what is built.
pub(super) fn check(
    (report, plan): (&ImpactReport, &Plan),
    Built { functions, is_whole }: Built<'_>,
    totals: &mut VerifyTotals,
    findings: &mut Vec<VerifyFinding>,
) {
    let mut left = Vec::new();
    for object in &plan.objects {
        let of_object = report.objects.iter().filter(|row| row.program == object.program);
        let members = of_object.flat_map(|row| &row.members);
        for (planned, member) in object.members.iter().zip(members) {
            let needed = Needed { object, planned, member };
            let is_it = |row: &&mut PatchedRow| needed.is_replaced_by(row);
            let mut is_replaced = false;
            for row in functions.iter_mut().filter(is_it) {
                row.needed = Some(true);
                is_replaced = true;
            }
            // Nothing that is compiled anew calls it, or nothing runs it any more.
            if planned.abandoned || planned.unneeded {
                continue;
            }
            totals.members += 1;
            totals.replaced += usize::from(is_replaced);
            match is_replaced {
                true => findings.extend(needed.doubts()),
                false => left.push(needed),
            }
        }
    }
    for row in functions.iter_mut().filter(|row| row.needed.is_none() && row.address.is_some()) {
        row.needed = Some(false);
        let namesake = left.iter().position(|needed| needed.is_named_as(row));
        match namesake {
            Some(at) => findings.push(left.remove(at).wrong_sympos(row)),
            None => findings.push(needless(row)),
        }
    }
    findings.extend(left.into_iter().map(|needed| needed.unpatched(is_whole)));
}

impl Needed<'_> {
    fn is_replaced_by(&self, row: &PatchedRow) -> bool {
        row.object == self.object.object_name()
            && row.address.as_ref() == Some(&self.member.address)
    }

    fn is_named_as(&self, row: &PatchedRow) -> bool {
        row.object == self.object.object_name()
            && self.planned.symbol.as_ref() == Some(&row.old_name)
    }

    fn unpatched(self, is_whole: bool) -> VerifyFinding {
        let name = &self.planned.name;
        let mut effect = Outcome::Failed;
        let (text, way_out) = match (&self.planned.symbol, self.member.verdict) {
            (Some(_), _) if !is_whole => {
                effect = Outcome::Unknown;
                (
                    format!("{name} is not among the functions that could be read of the module"),
                    "see the notices: build the module anew, with debug information",
                )
            }
            (None, _) => (
                format!(
                    "{name} has to be replaced, but no symbol names it: the old code keeps running"
                ),
                "replace its callers instead: klpscope impact --lift",
            ),
            (Some(_), Verdict::Infeasible) => (
                format!("{name} is not replaced, nor can it be: the old code keeps running"),
                "replace its callers instead, and verify with --lift",
            ),
            (Some(_), _) => (
                format!("{name} is not replaced: the old code keeps running"),
                "add it to the patch",
            ),
        };
        let mut evidence = vec![self.address()];
        evidence.extend(self.planned.reasons.iter().cloned());
        self.finding("unpatched", effect, text, evidence, way_out)
    }

    fn wrong_sympos(self, row: &PatchedRow) -> VerifyFinding {
        let name = &self.planned.name;
        let right = self
            .planned
            .sympos
            .map_or_else(|| "unknown".to_owned(), |sympos| sympos.old_sympos().to_string());
        let text = format!(
            "{name}: old_sympos {} is another function of that name; the one to replace has {right}: \
             its old code keeps running",
            row.old_sympos
        );
        let mut evidence = vec![
            row.place.clone(),
            format!("replaced: {}", row.address.as_deref().unwrap_or_default()),
            format!("to be replaced: {}", self.address()),
        ];
        evidence.extend(self.planned.reasons.iter().cloned());
        self.finding("wrong-sympos", Outcome::Failed, text, evidence, "correct old_sympos")
    }

    /// The kernel refuses, or the replacement has no effect, or that cannot be told.
    fn doubts(self) -> Option<VerifyFinding> {
        let name = &self.planned.name;
        let (effect, id, gravest, text, way_out) = match self.member.verdict {
            Verdict::Infeasible => (
                Outcome::Failed,
                "infeasible",
                Effect::Blocks,
                format!("{name} is replaced, but cannot be"),
                "replace its callers instead, and verify with --lift",
            ),
            Verdict::Unknown => (
                Outcome::Unknown,
                "undecided",
                Effect::Unknown,
                format!("{name} is replaced; whether it can be is unknown"),
                "see the way out of each finding: klpscope impact",
            ),
            Verdict::Feasible | Verdict::WithConditions => return None,
        };
        let grave = self.member.findings.iter().filter(|row| row.effect == gravest);
        // That one is told of every function of the module.
        let grave = grave.filter(|row| row.id != "no-ftrace-site");
        let evidence: Vec<_> = grave.map(|row| format!("{}: {}", row.id, row.text)).collect();
        (!evidence.is_empty()).then(|| self.finding(id, effect, text, evidence, way_out))
    }

    fn address(&self) -> String {
        match &self.planned.place {
            Some(place) => format!("{} {} ({place})", self.member.address, self.planned.name),
            None => format!("{} {}", self.member.address, self.planned.name),
        }
    }

    fn finding(
        &self,
        id: &'static str,
        effect: Outcome,
        text: String,
        evidence: Vec<String>,
        way_out: &'static str,
    ) -> VerifyFinding {
        let (object, name) = (self.object.object_name().to_owned(), self.planned.name.clone());
        VerifyFinding { effect, id, object, name, text, evidence, way_out }
    }
}

fn needless(row: &PatchedRow) -> VerifyFinding {
    VerifyFinding {
        effect: Outcome::Passed,
        id: "needless",
        object: row.object.clone(),
        name: row.old_name.clone(),
        text: format!("{} is replaced, but holds no patched code", row.old_name),
        evidence: vec![row.place.clone()],
        way_out: "leave it out, or name with -f what it was changed for",
    }
}
