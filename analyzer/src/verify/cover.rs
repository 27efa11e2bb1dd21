//! The members of a replacement set -> which of them a module replaces, and which not.

use crate::emit::{Plan, PlannedMember, PlannedObject};
use crate::report::{
    Effect, ImpactReport, Member, Outcome, PatchedRow, Verdict, VerifyFinding, VerifyTotals,
};

/// A member and what is to be written of it.
#[derive(Clone, Copy)]
struct Needed<'r> {
    object: &'r PlannedObject,
    planned: &'r PlannedMember,
    member: &'r Member,
}

/// Compares the set with `functions`, each of which then says whether it is needed.
pub(super) fn check(
    (report, plan): (&ImpactReport, &Plan),
    functions: &mut [PatchedRow],
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
                true => findings.extend(needed.cannot_be_replaced()),
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
    findings.extend(left.into_iter().map(Needed::unpatched));
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

    fn unpatched(self) -> VerifyFinding {
        let name = &self.planned.name;
        let (text, way_out) = match (&self.planned.symbol, self.member.verdict) {
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
        self.finding("unpatched", Outcome::Failed, text, evidence, way_out)
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

    /// The kernel refuses, or the replacement has no effect.
    fn cannot_be_replaced(self) -> Option<VerifyFinding> {
        if self.member.verdict != Verdict::Infeasible {
            return None;
        }
        let blocking = self.member.findings.iter().filter(|row| row.effect == Effect::Blocks);
        // That one is told of every function of the module.
        let blocking = blocking.filter(|row| row.id != "no-ftrace-site");
        let evidence: Vec<_> = blocking.map(|row| format!("{}: {}", row.id, row.text)).collect();
        if evidence.is_empty() {
            return None;
        }
        let text = format!("{} is replaced, but cannot be", self.planned.name);
        let way_out = "replace its callers instead, and verify with --lift";
        Some(self.finding("infeasible", Outcome::Failed, text, evidence, way_out))
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
