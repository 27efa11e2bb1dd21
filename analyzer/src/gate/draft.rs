//! A finding under way: before the policy says how grave it is, and before it has its name.

use klpscope_graph::{InstanceId, Program, suffix};

use super::identity::{self, Root};
use crate::instance;
use crate::report::{FindingRow, FindingState, FunctionRow, GateFinding, PlaceRow, Severity};
use crate::rule::Rule;

/// A sentence as the clauses of findings are written.
fn clause(sentence: &str) -> String {
    let (first, rest) = sentence.split_at(sentence.len().min(1));
    first.to_lowercase() + rest.trim_end_matches('.')
}

/// A finding, and what tells it from others of its kind beside what it is about.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) finding: GateFinding,
    /// Part of its identity: a requirement, a glob.
    pub(crate) detail: String,
    /// Address of the machine function: orders what nothing else tells apart.
    pub(crate) address: String,
}

impl Draft {
    /// By a rule of the gate, about nothing yet.
    pub(crate) fn new(rule: &Rule, text: String) -> Self {
        Self {
            finding: GateFinding {
                id: String::new(),
                rule: rule.id,
                severity: rule.severity,
                state: FindingState::New,
                object: String::new(),
                function: String::new(),
                symbol: None,
                clone: String::new(),
                place: None,
                file: String::new(),
                text,
                evidence: Vec::new(),
                way_out: clause(rule.help.way_out),
                watched: Vec::new(),
                watched_total: 0,
                value: None,
                waived_for: None,
            },
            detail: String::new(),
            address: String::new(),
        }
    }

    /// About something that the policy watches by `name`.
    pub(super) fn about_watch(rule: &Rule, name: String, text: String) -> Self {
        let mut draft = Self::new(rule, text);
        draft.finding.function = name;
        draft
    }

    /// About a watched function.
    pub(crate) fn about_function(rule: &Rule, function: &FunctionRow, text: String) -> Self {
        let mut draft = Self::about_watch(rule, function.name.clone(), text);
        draft.finding.place.clone_from(&function.place);
        draft
    }

    /// About an object.
    pub(crate) fn about_object(rule: &Rule, program: &Program, text: String) -> Self {
        let mut draft = Self::new(rule, text);
        draft.finding.object = identity::object(program);
        draft.finding.file = program.object().path.to_string_lossy().into_owned();
        draft
    }

    /// About a line of the policy.
    pub(super) fn about_policy(rule: &Rule, file: &str, line: u32, text: String) -> Self {
        let mut draft = Self::new(rule, text);
        draft.finding.place = Some(PlaceRow { file: file.to_owned(), line });
        draft
    }

    /// What a policy about members found of one.
    pub(super) fn about_member(
        program: &Program,
        root: &Root<'_>,
        id: InstanceId,
        row: &FindingRow,
    ) -> Self {
        let symbol = instance::symbol(program, id);
        let function = identity::function(program, root, id);
        let named = function.map(|function| program.function_name(function).to_owned());
        Self {
            finding: GateFinding {
                id: String::new(),
                rule: row.id,
                severity: Severity::of(row.effect),
                state: FindingState::New,
                object: identity::object(program),
                function: named
                    .unwrap_or_else(|| suffix::parse(program.instance_name(id)).base.to_owned()),
                symbol: symbol.map(str::to_owned),
                clone: symbol.map(suffix::kind).unwrap_or_default(),
                place: function.and_then(|function| root.place(program, function)),
                file: program.object().path.to_string_lossy().into_owned(),
                text: row.text.clone(),
                evidence: row.evidence.clone(),
                way_out: row.way_out.clone(),
                watched: Vec::new(),
                watched_total: 0,
                value: None,
                waived_for: None,
            },
            detail: String::new(),
            address: program.address(program.instance(id).entry()),
        }
    }
}
