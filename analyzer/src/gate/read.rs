//! The text of a policy file to a [`Policy`]. Beside `text.rs` the only place that names
//! `toml`. Whatever it cannot make sense of is an error with its line: a key that is passed
//! over would be a rule that nobody keeps.

use std::collections::BTreeMap;
use std::ops::Range;

use globset::{GlobBuilder, GlobMatcher};
use jiff::civil::Date;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::policy::{
    DriftPolicy, Limits, Policy, Required, Requirement, Waiver, Watch, WatchedPath,
};
use super::text::{PolicyText, WaiverText, WatchText, generated};
use crate::drift::DriftKind;
use crate::nearest::nearest;
use crate::report::Severity;
use crate::spec::Spec;
use crate::topic::{topic, topics};

/// Why a text is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct PolicyError {
    /// The file, as named by the user.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub hint: String,
}

/// What is wrong, where in the text, and what to write instead.
struct Wrong {
    at: usize,
    problem: String,
    hint: String,
}

/// Reads the text of `file`.
///
/// # Errors
/// If it is not TOML, has a key or an id that is not known, or a value that makes no sense.
pub fn read(file: &str, text: &str) -> Result<Policy, PolicyError> {
    policy(file, text).map_err(|wrong| PolicyError {
        file: file.to_owned(),
        line: line(text, wrong.at) as usize,
        problem: wrong.problem,
        hint: wrong.hint,
    })
}

fn policy(file: &str, text: &str) -> Result<Policy, Wrong> {
    let table = DeTable::parse(text).map_err(|error| syntax(&error))?;
    known_keys(table.get_ref(), &Value::from(generated()))?;
    let parsed: PolicyText = toml::from_str(text).map_err(|error| syntax(&error))?;
    let limits = &parsed.limits;
    Ok(Policy {
        file: file.to_owned(),
        source_root: parsed.source_root.map(|dir| format!("{}/", dir.trim_end_matches('/'))),
        watch: watch(parsed.watch)?,
        limits: Limits {
            set_size: limits.set_size,
            carried: limits.carried,
            possible_percent: percent(limits.possible_percent.as_ref())?,
            unstable_names: limits.unstable_names,
        },
        severities: severities(&parsed.findings)?,
        require: parsed
            .build
            .require
            .iter()
            .map(|word| required(text, word))
            .collect::<Result<_, _>>()?,
        drift: DriftPolicy {
            line: table.get_ref().get("drift").map(|table| line(text, table.span().start)),
            against: parsed.drift.against,
            all: parsed.drift.all_functions,
            min_growth: parsed.drift.min_growth.unwrap_or(1),
            allow: allowed(&parsed.drift.allow),
        },
        waivers: parsed
            .waiver
            .into_iter()
            .map(|waiver| read_waiver(text, waiver))
            .collect::<Result<_, _>>()?,
    })
}

/// Keys that are no kinds were refused before.
fn allowed(text: &BTreeMap<String, usize>) -> BTreeMap<DriftKind, usize> {
    let kinds = DriftKind::ALL.iter();
    kinds.filter_map(|&kind| Some((kind, *text.get(kind.id())?))).collect()
}

fn percent(value: Option<&Spanned<u64>>) -> Result<Option<u64>, Wrong> {
    let Some(value) = value else { return Ok(None) };
    if *value.get_ref() <= 100 {
        return Ok(Some(*value.get_ref()));
    }
    let problem = format!("{} is no percentage", value.get_ref());
    Err(wrong(&value.span(), problem, "write 0 to 100"))
}

fn syntax(error: &toml::de::Error) -> Wrong {
    Wrong {
        at: error.span().unwrap_or(0..0).start,
        problem: error.message().trim().replace('\n', ", "),
        hint: "klpscope gate --schema tells what a policy may hold".to_owned(),
    }
}

/// Line of a byte, from 1.
fn line(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    let breaks = before.iter().filter(|&&byte| byte == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1)
}

/// Every key of the file has to be in the schema.
fn known_keys(table: &DeTable<'_>, schema: &Value) -> Result<(), Wrong> {
    let mut work = vec![(table, schema, String::new())];
    while let Some((table, node, within)) = work.pop() {
        let Some(properties) = node["properties"].as_object() else { continue };
        for (key, value) in table {
            let name: &str = key.get_ref();
            let Some(below) = properties.get(name) else {
                let near = nearest(name, properties.keys().map(String::as_str));
                let all = properties.keys().map(String::as_str);
                return Err(Wrong {
                    at: key.span().start,
                    problem: format!("unknown key {:?}{within}", name),
                    hint: did_you_mean(&near, all),
                });
            };
            let items = below.get("items").unwrap_or(below);
            let node = resolved(schema, items);
            match value.get_ref() {
                DeValue::Table(table) => work.push((table, node, format!(" in [{name}]"))),
                DeValue::Array(array) => {
                    let tables = array.iter().filter_map(|value| match value.get_ref() {
                        DeValue::Table(table) => Some(table),
                        _ => None,
                    });
                    work.extend(tables.map(|table| (table, node, format!(" in [[{name}]]"))));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// What `$ref` refers to, `#/$defs/NAME`.
fn resolved<'s>(schema: &'s Value, node: &'s Value) -> &'s Value {
    let name = node["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/"));
    name.map_or(node, |name| &schema["$defs"][name])
}

fn did_you_mean<'a>(near: &[String], all: impl Iterator<Item = &'a str>) -> String {
    match near {
        [] => format!("there are {}", all.collect::<Vec<_>>().join(", ")),
        near => format!("did you mean {}?", near.join(", ")),
    }
}

fn wrong(span: &Range<usize>, problem: String, hint: impl Into<String>) -> Wrong {
    Wrong { at: span.start, problem, hint: hint.into() }
}

fn watch(text: WatchText) -> Result<Watch, Wrong> {
    let mut watch = Watch { list: text.list, ..Watch::default() };
    for name in text.functions {
        let spec: Spec = name.get_ref().parse().map_err(|_| {
            let problem = format!("{:?} names no function", name.get_ref());
            wrong(&name.span(), problem, "write NAME, NAME@FILE or NAME@FILE:LINE")
        })?;
        watch.functions.push(spec);
    }
    for text in text.globs {
        watch.globs.push((text.get_ref().clone(), glob(&text, text.get_ref())?));
    }
    for text in text.paths {
        let is_glob = text.get_ref().contains(['*', '?', '[', '{']);
        let glob = if is_glob { Some(glob(&text, text.get_ref())?) } else { None };
        if text.get_ref().is_empty() {
            let problem = "an empty path".to_owned();
            return Err(wrong(&text.span(), problem, "name a file or folder of sources"));
        }
        watch.paths.push(WatchedPath { text: text.into_inner(), glob });
    }
    Ok(watch)
}

fn glob<T>(at: &Spanned<T>, text: &str) -> Result<GlobMatcher, Wrong> {
    if text.is_empty() {
        return Err(wrong(&at.span(), "an empty glob".to_owned(), "write such as tcp_*"));
    }
    let glob = GlobBuilder::new(text).build();
    let glob = glob.map_err(|error| {
        wrong(&at.span(), format!("{text:?} is no glob: {}", error.kind()), "write such as tcp_*")
    })?;
    Ok(glob.compile_matcher())
}

fn severities(
    text: &super::text::FindingsText,
) -> Result<BTreeMap<&'static str, Option<Severity>>, Wrong> {
    let lists = [
        (&text.deny, Some(Severity::Error)),
        (&text.warn, Some(Severity::Warning)),
        (&text.allow, None),
    ];
    let mut severities = BTreeMap::new();
    for (list, severity) in lists {
        for id in list {
            let known = known_id(id.get_ref(), &id.span())?;
            if severities.insert(known, severity).is_some() {
                let problem = format!("{known} stands twice in [findings]");
                return Err(wrong(&id.span(), problem, "leave it in one of deny, warn and allow"));
            }
        }
    }
    Ok(severities)
}

fn known_id(id: &str, span: &Range<usize>) -> Result<&'static str, Wrong> {
    topic(id).map(|topic| topic.id).map_err(|near| {
        let all = topics();
        let hint = did_you_mean(&near, all.iter().map(|topic| topic.id));
        wrong(span, format!("no finding is called {id:?}"), hint)
    })
}

fn required(text: &str, word: &Spanned<String>) -> Result<Required, Wrong> {
    let all = Requirement::all();
    let found = all.iter().find(|(known, _)| known == word.get_ref());
    let Some((_, what)) = found else {
        let words = || all.iter().map(|(known, _)| known.as_str());
        let near = nearest(word.get_ref(), words());
        let problem = format!("{:?} cannot be required", word.get_ref());
        return Err(wrong(&word.span(), problem, did_you_mean(&near, words())));
    };
    let line = line(text, word.span().start);
    Ok(Required { text: word.get_ref().clone(), line, what: *what })
}

fn read_waiver(text: &str, waiver: Spanned<WaiverText>) -> Result<Waiver, Wrong> {
    let span = waiver.span();
    let line = line(text, span.start);
    let glob = glob(&waiver, &waiver.get_ref().function)?;
    let WaiverText { finding, function, reason, expires } = waiver.into_inner();
    if reason.trim().is_empty() {
        let problem = format!("the waiver of {finding} for {function} has no reason");
        return Err(wrong(&span, problem, "say why it is let pass"));
    }
    let expires: Date = expires.parse().map_err(|_| {
        wrong(&span, format!("{expires:?} is no date"), "write such as \"2027-01-31\"")
    })?;
    Ok(Waiver { finding: known_id(&finding, &span)?, function, glob, reason, expires, line })
}
