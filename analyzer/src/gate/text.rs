//! The policy file as `toml` takes it apart, and its JSON schema. What is written here of a
//! key stands in the schema.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use toml::Spanned;

use super::policy::Requirement;
use crate::drift::DriftKind;
use crate::topic::topics;

/// What a build has to keep for its functions to stay live-patchable: the policy of klpscope gate.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "klpscope gate policy")]
pub(super) struct PolicyText {
    /// Directory that paths of sources are told without. Default: what most of them have in common.
    pub(super) source_root: Option<String>,
    /// The functions that must stay patchable.
    pub(super) watch: WatchText,
    /// Limits on each watched function. What is not limited is not looked at.
    pub(super) limits: LimitsText,
    /// What findings are to the gate, by id (klpscope explain-policy --list). Default: what blocks a patch, or hides whether it is blocked, is an error; a mere condition is a note.
    pub(super) findings: FindingsText,
    /// What the build has to be like.
    pub(super) build: BuildText,
    /// How it is held against an older build, if one is given: here, or by --against.
    pub(super) drift: DriftText,
    /// Findings that are let pass, for a time.
    #[schemars(with = "Vec<WaiverText>")]
    pub(super) waiver: Vec<Spanned<WaiverText>>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "watch")]
pub(super) struct WatchText {
    /// Functions: NAME, NAME@FILE or NAME@FILE:LINE.
    #[schemars(with = "Vec<String>", inner(length(min = 1)))]
    pub(super) functions: Vec<Spanned<String>>,
    /// Globs over names of functions: tcp_*.
    #[schemars(with = "Vec<String>", inner(length(min = 1)))]
    pub(super) globs: Vec<Spanned<String>>,
    /// Source files and folders: all functions declared there that have code or a copy; globs are allowed.
    #[schemars(with = "Vec<String>", inner(length(min = 1)))]
    pub(super) paths: Vec<Spanned<String>>,
    /// A file of further functions, one a line, beside the policy; what follows # is a comment.
    pub(super) list: Option<String>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "limits")]
pub(super) struct LimitsText {
    /// Machine functions that a patch of it has to replace, at most.
    pub(super) set_size: Option<u64>,
    /// Source functions that such a patch has to bring along, at most.
    pub(super) carried: Option<u64>,
    /// Of 100 machine functions that such a patch concerns, how many may be only possibly affected.
    #[schemars(with = "Option<u64>", range(max = 100))]
    pub(super) possible_percent: Option<Spanned<u64>>,
    /// Members with a name that the compiler made up, at most.
    pub(super) unstable_names: Option<u64>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "findings")]
pub(super) struct FindingsText {
    /// These are errors: the gate fails.
    #[schemars(schema_with = "ids")]
    pub(super) deny: Vec<Spanned<String>>,
    /// These are warnings: told, but the gate passes.
    #[schemars(schema_with = "ids")]
    pub(super) warn: Vec<Spanned<String>>,
    /// These are not told.
    #[schemars(schema_with = "ids")]
    pub(super) allow: Vec<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "build")]
pub(super) struct BuildText {
    /// -flive-patching=LEVEL and -fno-PASS hold for every unit with code, however that came about; no-icf: no identical code folding; switches: units record their switches; ftrace-sites: calls can be diverted; dumps: compiler records are given (--ipa-clones, --opt-remarks).
    #[schemars(schema_with = "requirements")]
    pub(super) require: Vec<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "drift")]
pub(super) struct DriftText {
    /// Files of the older build, beside the policy. --against takes their place.
    #[schemars(inner(length(min = 1)))]
    pub(super) against: Vec<String>,
    /// Whether changes of all functions are told. Default: those of watched functions.
    pub(super) all_functions: bool,
    /// By how many members a replacement set has to grow or shrink to be told. Default: 1.
    pub(super) min_growth: Option<usize>,
    /// How many changes of a kind are no finding; if there are more, each is one.
    #[schemars(schema_with = "allowances")]
    pub(super) allow: BTreeMap<String, usize>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "waiver")]
pub(super) struct WaiverText {
    /// Id of the finding.
    #[schemars(schema_with = "id")]
    pub(super) finding: String,
    /// Glob over names of functions.
    #[schemars(length(min = 1))]
    pub(super) function: String,
    /// Why it is let pass.
    #[schemars(regex(pattern = r"\S"))]
    pub(super) reason: String,
    /// The last day it holds, UTC: "2027-01-31".
    #[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub(super) expires: String,
}

/// The JSON schema (draft 2020-12) of the file, indented, with a final line break.
///
/// # Errors
/// Never: a schema has text as keys.
pub fn schema() -> Result<String, serde_json::Error> {
    crate::report::json::to_string(&generated())
}

/// The same as data.
pub(super) fn generated() -> Schema {
    schemars::schema_for!(PolicyText)
}

fn id(_: &mut SchemaGenerator) -> Schema {
    let ids: Vec<_> = topics().iter().map(|topic| topic.id).collect();
    json_schema!({ "type": "string", "enum": ids })
}

fn ids(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": id(generator) })
}

fn allowances(_: &mut SchemaGenerator) -> Schema {
    let number = serde_json::json!({ "type": "integer", "minimum": 0 });
    let kinds = DriftKind::ALL.iter().map(|kind| (kind.id().to_owned(), number.clone()));
    let kinds: serde_json::Map<_, _> = kinds.collect();
    json_schema!({ "type": "object", "properties": kinds, "additionalProperties": false })
}

fn requirements(_: &mut SchemaGenerator) -> Schema {
    let words: Vec<_> = Requirement::all().into_iter().map(|(word, _)| word).collect();
    json_schema!({ "type": "array", "items": { "type": "string", "enum": words } })
}
