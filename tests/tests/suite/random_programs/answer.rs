//! What klpscope finds in a file, as the facts that a model has of its program.

use std::collections::BTreeSet;
use std::path::Path;

use klpscope_tests::klpscope;
use klpscope_tests::random_program::{Facts, Rule, add};
use serde_json::Value;

/// A file to ask about.
pub(super) struct Asked<'f> {
    pub(super) path: &'f Path,
    /// Beside the file: an index of it, or that there is none.
    pub(super) options: Vec<String>,
}

impl<'f> Asked<'f> {
    /// The file itself is read for each question.
    pub(super) fn directly(path: &'f Path) -> Self {
        Self { path, options: vec!["--no-cache".to_owned()] }
    }

    /// The three lists, of a graph that keeps its invariants.
    pub(super) fn graph(&self) -> Result<Facts, String> {
        self.ask(&["stats", "--verify"])?;
        let mut facts = Facts::new();
        let mut once = BTreeSet::new();
        for row in self.rows("functions")? {
            let entry = text(&row, "address");
            let (size, abi) = (&row["size"], text(&row, "abi"));
            once.insert(format!("{entry} has {size} bytes, {abi}"));
            if let Some(symbol) = row["symbol"].as_str() {
                once.insert(format!("{entry} is called {symbol}"));
            }
            once.insert(format!("{entry} is code of {}", spec(&row)));
        }
        once.into_iter().for_each(|fact| add(&mut facts, fact));
        for row in self.rows("hosts")? {
            let (entry, kinds) = (text(&row, "host_address"), list(&row["kinds"]));
            let sure = if row["tier"] == "proven" { "" } else { ", not proven" };
            add(&mut facts, format!("{entry} holds {} as {kinds}{sure}", spec(&row)));
        }
        for row in self.rows("calls")? {
            let (caller, callee) = (text(&row, "caller_address"), text(&row, "callee_address"));
            let outside = match row["callee_symbol"].as_str() {
                Some(symbol) if callee == "*UND*" => format!(" {symbol}"),
                _ => String::new(),
            };
            let (kind, evidence) = (text(&row, "kind"), list(&row["evidence"]));
            let fact = format!("{caller} -> {callee}{outside} by {kind}, {evidence}");
            *facts.entry(fact).or_default() += row["count"].as_u64().unwrap_or(0) as usize;
        }
        Ok(facts)
    }

    /// The replacement set of a function, and why each member is in it.
    pub(super) fn set(&self, spec: &str, rule: Rule) -> Result<(BTreeSet<String>, Facts), String> {
        let model = match rule {
            Rule::Exact => "exact",
            Rule::InlineClone => "inline-clone",
            Rule::InPlace => "in-place",
        };
        let out = self.ask(&["impact", "-f", spec, "--model", model, "--format", "json"])?;
        let report: Value = serde_json::from_str(&out).map_err(|error| error.to_string())?;
        let (mut set, mut reasons) = (BTreeSet::new(), Facts::new());
        for member in array(&report["objects"][0]["members"]) {
            let entry = text(member, "address");
            set.insert(entry.to_owned());
            for reason in array(&member["reasons"]) {
                for reason in self::reasons(reason) {
                    add(&mut reasons, format!("{entry} {reason}"));
                }
            }
        }
        for row in array(&report["objects"][0]["collateral"]) {
            let entry = text(row, "address");
            let (name, place) = (text(&row["function"], "name"), place(&row["function"]["place"]));
            let is_own = reasons.contains_key(&format!("{entry} own"));
            // Names without a function behind them are aliases.
            if is_own && place != "-" {
                add(&mut reasons, format!("{entry} shared with {name}@{place}"));
            }
        }
        Ok((set, reasons))
    }

    fn rows(&self, what: &str) -> Result<Vec<Value>, String> {
        let out = self.ask(&["list", what, "--format", "ndjson"])?;
        let row = |line| serde_json::from_str(line).map_err(|error| format!("{line}: {error}"));
        out.lines().map(row).collect()
    }

    fn ask(&self, args: &[&str]) -> Result<String, String> {
        let options = self.options.iter().map(String::as_str);
        let args = args.iter().copied().chain(options).map(Into::into);
        let answer = klpscope(args.chain([self.path.into()]).collect::<Vec<std::ffi::OsString>>());
        match answer.code {
            0 => Ok(answer.out),
            code => Err(format!("exit code {code}: {}", answer.err)),
        }
    }
}

fn reasons(reason: &Value) -> Vec<String> {
    match text(reason, "kind") {
        "own_code" => vec!["own".to_owned()],
        "inlined" => {
            let step =
                |step: &Value| format!("{} ({})", text(step, "function"), place(&step["call"]));
            let chain: Vec<_> = array(&reason["chain"]).iter().map(step).collect();
            vec![format!("inlined {}, {} ranges", chain.join(" > "), reason["ranges"])]
        }
        "calls_clone" => {
            let callee = text(reason, "callee_address");
            let site = |site: &Value| {
                let within = site["within"].as_str().unwrap_or("-");
                let (at, place) = (text(site, "address"), place(&site["place"]));
                format!("calls {callee} at {at} {place} within {within}")
            };
            array(&reason["sites"]).iter().map(site).collect()
        }
        other => vec![format!("unknown reason {other}")],
    }
}

fn place(place: &Value) -> String {
    match place["file"].as_str() {
        Some(file) => format!("{file}:{}", place["line"]),
        None => "-".to_owned(),
    }
}

fn spec(row: &Value) -> String {
    let name = text(row, "name");
    match row["decl_file"].as_str() {
        Some(file) => format!("{name}@{file}:{}", row["decl_line"]),
        None => format!("{name}@"),
    }
}

/// Words that are one text in a list of one line, else an array.
fn list(value: &Value) -> String {
    match value {
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
