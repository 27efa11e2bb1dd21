//! What is written by hand about single members of a set (`findings`, `verdict`,
//! `carried`, `external`) against the report.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::corpus::symbols::Symbols;

/// The directives that say something of each member, in the form `MEMBER=VALUE,...`.
pub(crate) const KEYS: [&str; 4] = ["findings", "verdict", "carried", "external"];

/// What the report says is what `words` say of the members that they name; members that
/// no word names may have anything.
pub(crate) fn agrees(
    key: &str,
    report: &Value,
    symbols: &Symbols,
    words: &[&str],
) -> Result<(), String> {
    let wrong: Vec<_> =
        words.iter().filter_map(|word| word_agrees(key, report, symbols, word).err()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

fn word_agrees(key: &str, report: &Value, symbols: &Symbols, word: &str) -> Result<(), String> {
    let (name, values) = word.split_once('=').expect("a word is `MEMBER=VALUE,...`");
    let wanted: BTreeSet<_> =
        values.split(',').filter(|value| !value.is_empty()).map(str::to_owned).collect();
    if name == "*" {
        assert_eq!(key, "verdict", "only a verdict can be of the whole patch");
        return same(name, &wanted, &[text(&report["totals"]["verdict"])].into());
    }
    for member in members(report, symbols, name)? {
        same(name, &wanted, &values_of(key, member))?;
    }
    Ok(())
}

/// The members that a name means: `[FUNCTION]` is the one without symbol that is code of
/// FUNCTION, else as in every list of symbols. Each has to be in the set.
fn members<'a>(report: &'a Value, symbols: &Symbols, name: &str) -> Result<Vec<&'a Value>, String> {
    let objects = report["objects"].as_array().expect("objects");
    let all = || objects.iter().flat_map(|object| object["members"].as_array().expect("members"));
    if let Some(function) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        let is_code_of = |member: &&Value| {
            let functions = member["functions"].as_array().expect("functions");
            member["symbol"].is_null() && functions.iter().any(|row| row["name"] == function)
        };
        let found: Vec<_> = all().filter(is_code_of).collect();
        return if found.is_empty() { Err(format!("no member {name}")) } else { Ok(found) };
    }
    let entries = symbols.resolve(&[name])?.must;
    let member = |entry: &String| {
        let found = all().find(|member| member["address"] == entry.as_str());
        found.ok_or_else(|| format!("{name} ({entry}) is no member"))
    };
    entries.iter().map(member).collect()
}

fn values_of(key: &str, member: &Value) -> BTreeSet<String> {
    let rows = |list: &str, row: fn(&Value) -> String| {
        member[list].as_array().expect("a list").iter().map(row).collect()
    };
    match key {
        "findings" => rows("findings", |row| text(&row["id"])),
        "carried" => rows("carried", |row| {
            format!(
                "{}:{}:{}",
                text(&row["why"]),
                text(&row["from"]),
                text(&row["function"]["name"])
            )
        }),
        "external" => rows("external", |row| match row["sympos"].as_u64() {
            Some(sympos) if sympos > 0 => {
                format!("{}:{}@{sympos}", text(&row["kind"]), text(&row["symbol"]))
            }
            _ => format!("{}:{}", text(&row["kind"]), text(&row["symbol"])),
        }),
        _ => [text(&member["verdict"])].into(),
    }
}

fn same(name: &str, wanted: &BTreeSet<String>, got: &BTreeSet<String>) -> Result<(), String> {
    if wanted == got {
        return Ok(());
    }
    let of = |set: BTreeSet<&String>| set.into_iter().cloned().collect::<Vec<_>>().join(",");
    let missing = of(wanted.difference(got).collect());
    let extra = of(got.difference(wanted).collect());
    Err(format!("{name} lacks [{missing}], has too many [{extra}]"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
