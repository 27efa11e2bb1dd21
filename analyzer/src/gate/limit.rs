//! What was measured of each watched function, against the limits.

use super::draft::Draft;
use super::policy::Limits;
use super::rule;
use crate::report::{WatchedRow, count};
use crate::rule::Rule;

/// What is beyond a limit.
pub(super) fn exceeded(rows: &[WatchedRow], limits: &Limits) -> Vec<Draft> {
    rows.iter().flat_map(|row| of(row, limits)).collect()
}

/// A limit, and what was measured against it.
struct Bound {
    rule: &'static Rule,
    limit: Option<u64>,
    value: Option<u64>,
    /// The measure in words.
    told: fn(usize) -> String,
}

fn of(row: &WatchedRow, limits: &Limits) -> Vec<Draft> {
    let bounds = [
        Bound {
            rule: &rule::SET_SIZE,
            limit: limits.set_size,
            value: Some(row.members as u64),
            told: |n| {
                count(n, "machine function has", "machine functions have") + " to be replaced"
            },
        },
        Bound {
            rule: &rule::CARRIED,
            limit: limits.carried,
            value: row.carried.map(|n| n as u64),
            told: |n| {
                let functions = count(n, "source function", "source functions");
                format!("its replacements bring along {functions}")
            },
        },
        Bound {
            rule: &rule::POSSIBLE_SHARE,
            limit: limits.possible_percent,
            value: row.possible_percent,
            told: |n| {
                format!("of the machine functions concerned, {n} % are only possibly affected")
            },
        },
        Bound {
            rule: &rule::UNSTABLE_NAMES,
            limit: limits.unstable_names,
            value: Some(row.unstable_names as u64),
            told: |n| count(n, "member has", "members have") + " a name that the compiler made up",
        },
    ];
    bounds.iter().filter_map(|bound| bound.exceeded(row)).collect()
}

impl Bound {
    fn exceeded(&self, row: &WatchedRow) -> Option<Draft> {
        let (value, limit) = (self.value?, self.limit?);
        (value > limit).then(|| {
            let told = (self.told)(usize::try_from(value).unwrap_or(usize::MAX));
            let text = format!("{told}, the limit is {limit}");
            let mut draft = Draft::about_function(self.rule, &row.function, text);
            draft.finding.value = Some(value);
            draft
        })
    }
}
