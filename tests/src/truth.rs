//! The marker truth of `corpus/oracle`: which ELF functions hold a copy of which
//! source function, found without DWARF. Read and judged here by code of its own.

#![expect(
    clippy::expect_used,
    reason = "tests stop at the first thing that is not as it should be"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A marked program as compiled in one way.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// `lua` or `zstd`.
    pub program: &'static str,
    /// Compiler and switches.
    pub variant: &'static str,
    /// Ending of the binary: the twin with remarks is the same build.
    pub binary: &'static str,
    /// File of compiler records, without `.zst`, and the option that reads it.
    pub records: Option<(&'static str, &'static str)>,
}

/// A source function and the address of an instance that holds its code.
pub type Pair = (String, String, u64, u64);

/// What the markers say of one binary.
#[derive(Debug)]
pub struct Truth {
    /// Copies in functions of another name, `.cold` folded into its parent.
    pub inlined: BTreeSet<Pair>,
    /// Every function that carries markers: others cannot be judged.
    marked: BTreeSet<(String, String, u64)>,
    family: BTreeMap<u64, u64>,
    names: BTreeMap<u64, BTreeSet<String>>,
}

/// How claims compare with the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// Pairs of the truth.
    pub pairs: usize,
    /// Those that were claimed.
    pub found: usize,
    /// Claims on marked functions.
    pub claimed: usize,
}

impl Score {
    /// Found of what there is, in percent.
    pub fn recall(self) -> f64 {
        percent(self.found, self.pairs)
    }

    /// Right of what was claimed, in percent.
    pub fn precision(self) -> f64 {
        percent(self.found, self.claimed)
    }
}

impl Truth {
    /// Reads a `.truth.json`.
    pub fn parse(json: &str) -> Self {
        let json: Value = serde_json::from_str(json).expect("truth.json is JSON");
        let functions = json["functions"].as_array().expect("functions");
        let hosts: BTreeMap<u64, &Value> = functions
            .iter()
            .flat_map(|function| function["hosts"].as_array().expect("hosts"))
            .map(|host| (number(&host["addr"]), host))
            .collect();
        let names: BTreeMap<u64, BTreeSet<String>> =
            hosts.iter().map(|(&at, host)| (at, names_of(host))).collect();
        let family = hosts.keys().map(|&at| (at, parent_of(at, &hosts, &names))).collect();
        let mut truth = Self { inlined: BTreeSet::new(), marked: BTreeSet::new(), family, names };
        for function in functions {
            let key = (text(&function["name"]), text(&function["file"]), number(&function["line"]));
            for host in function["hosts"].as_array().expect("hosts") {
                let pair =
                    (key.0.clone(), key.1.clone(), key.2, truth.family[&number(&host["addr"])]);
                if !truth.is_own(&pair) {
                    truth.inlined.insert(pair);
                }
            }
            truth.marked.insert(key);
        }
        truth
    }

    /// Judges the rows of `klpscope list hosts`.
    pub fn judge(&self, rows: &str) -> Score {
        let claimed = self.claims(rows);
        let found = self.inlined.intersection(&claimed).count();
        Score { pairs: self.inlined.len(), found, claimed: claimed.len() }
    }

    /// The pairs that rows claim wrongly.
    pub fn wrong(&self, rows: &str) -> Vec<Pair> {
        self.claims(rows).difference(&self.inlined).cloned().collect()
    }

    /// The pairs that no row claims.
    pub fn missed(&self, rows: &str) -> Vec<Pair> {
        self.inlined.difference(&self.claims(rows)).cloned().collect()
    }

    fn claims(&self, rows: &str) -> BTreeSet<Pair> {
        let mut claims = BTreeSet::new();
        for row in rows.lines().skip(1) {
            let field: Vec<_> = row.split('\t').collect();
            let Ok(line) = field[2].parse() else { continue };
            let key = (field[0].to_owned(), field[1].to_owned(), line);
            let at =
                u64::from_str_radix(field[3].trim_start_matches("0x"), 16).expect("an address");
            let at = self.family.get(&at).copied().unwrap_or(at);
            let key = match field.get(6) {
                Some(&"recorded") => self.placed(key),
                _ => key,
            };
            if self.marked.contains(&key) {
                claims.insert((key.0, key.1, key.2, at));
            }
        }
        claims.retain(|pair| !self.is_own(pair));
        claims
    }

    /// What a recorded row means. LLVM's record of a function that left no DIE gives
    /// the line of its `{`, or of a deleted callee no place at all: the name
    /// decides where it is the only one of that file, or of that name.
    fn placed(&self, key: (String, String, u64)) -> (String, String, u64) {
        if self.marked.contains(&key) {
            return key;
        }
        let placeless = key.1 == "?";
        let mut alike = self.marked.iter().filter(|(name, file, _)| {
            *name == key.0 && (placeless || file == "?" || *file == key.1)
        });
        match (alike.next(), alike.next()) {
            (Some(only), None) => only.clone(),
            _ => key,
        }
    }

    fn is_own(&self, pair: &Pair) -> bool {
        let base = |name: &String| name.split('.').next() == Some(pair.0.as_str());
        self.names.get(&pair.3).is_some_and(|names| names.iter().any(base))
    }
}

/// Decompresses `FOLDER/NAME.zst`.
///
/// # Errors
/// If it is not there or cannot be read.
pub fn unpack(folder: &Path, name: &str) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(folder.join(format!("{name}.zst")))?;
    let mut decoder =
        ruzstd::decoding::StreamingDecoder::new(file).map_err(std::io::Error::other)?;
    let mut bytes = Vec::new();
    decoder.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where a program's truth files lie: lua's in the corpus, zstd's beside the checkout.
pub fn folder(program: &str) -> PathBuf {
    match program {
        "lua" => crate::corpus("prebuilt"),
        _ => crate::workspace().join("../shared/oracle/truth"),
    }
}

fn names_of(host: &Value) -> BTreeSet<String> {
    let aliases = host["aliases"].as_array().into_iter().flatten();
    aliases.chain([&host["symbol"]]).map(text).collect()
}

/// The entry of the function whose `.cold` part this is, else itself. Of several
/// functions of that name it is the one of the same `STT_FILE`.
fn parent_of(
    at: u64,
    hosts: &BTreeMap<u64, &Value>,
    names: &BTreeMap<u64, BTreeSet<String>>,
) -> u64 {
    let cold = |name: &String| Some(name[..name.find(".cold")?].to_owned());
    let Some(parent) = names[&at].iter().find_map(cold) else { return at };
    let named = names.iter().filter(|(_, names)| names.contains(&parent)).map(|(&at, _)| at);
    let named: Vec<u64> = named.collect();
    let same_file = |other: &&u64| hosts[*other]["symfile"] == hosts[&at]["symfile"];
    named.iter().find(same_file).or(named.first()).copied().unwrap_or(at)
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
