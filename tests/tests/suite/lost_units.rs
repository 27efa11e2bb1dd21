//! One unit of a program cannot be read: the answer says so and names the unit, and all that
//! has nothing to do with the unit is answered as before. gimli says what has to do with it.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gimli::{AttributeValue, DebugInfoOffset, constants as dw};
use goblin::elf::{Elf, header::ET_REL};
use klpscope_tests::gimli_walk::{Slice, dwarf};
use klpscope_tests::{corpus, klpscope};

const TRIALS: usize = 100;
/// Functions of each trial whose sets are compared.
const SEEDS: usize = 3;

/// A unit of a program, and how it is broken.
struct Trial {
    path: PathBuf,
    unit: Unit,
    kind: Kind,
}

#[derive(Clone, Copy)]
struct Unit {
    /// In `.debug_info`.
    begin: usize,
    /// In the file.
    file_offset: usize,
    version: u16,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Version,
    Abbreviations,
    AddressSize,
}

#[test]
fn all_but_the_lost_unit_is_answered() {
    let scratch = tempfile::tempdir().expect("a folder");
    let file = scratch.path().join("program");
    let (mut kept, mut members, mut lost) = (0, 0, 0);
    for trial in trials() {
        let whole = fs::read(&trial.path).expect("readable");
        let names = names_of(&whole, trial.unit.begin);
        fs::write(&file, &whole).expect("written");
        let before = Rows::ask(&file);
        let seeds = before.seeds(&names);
        let sets: Vec<_> = seeds.iter().map(|seed| set(&file, seed, 0)).collect();
        fs::write(&file, broken(whole, trial.unit, trial.kind)).expect("written");
        let after = Rows::ask(&file);
        let what = trial.to_string();
        after.name_the_unit(trial.unit.begin, &what);
        let difference: Vec<_> = before.rows.symmetric_difference(&after.rows).collect();
        let strange: Vec<_> = difference.iter().filter(|row| !names_one(row, &names)).collect();
        assert!(strange.is_empty(), "{what}: {strange:#?}\nlost {names:?}");
        for (seed, set_before) in seeds.iter().zip(sets) {
            let set_after = set(&file, seed, 4);
            assert_eq!(strip(&set_after, &names), strip(&set_before, &names), "{what}: {seed}");
            members += set_after.len();
        }
        kept += before.rows.intersection(&after.rows).count();
        lost += difference.len();
    }
    assert!(kept > 5 * TRIALS && members > TRIALS && lost > 5 * TRIALS, "{kept} {members} {lost}");
}

/// What is told of a program.
struct Rows {
    rows: BTreeSet<String>,
    codes: Vec<u8>,
    said: String,
}

impl Rows {
    fn ask(file: &Path) -> Self {
        let mut all = Self { rows: BTreeSet::new(), codes: Vec::new(), said: String::new() };
        for list in ["functions", "hosts", "calls"] {
            let args = ["list", list, file.to_str().expect("a path"), "--no-cache"];
            let answer = klpscope(args);
            // A verdict and its findings also depend on functions beside the one of the row.
            let rows = answer.out.lines().skip(1).map(|row| match list {
                "functions" => row.rsplitn(3, '\t').last().expect("a row"),
                _ => row,
            });
            all.rows.extend(rows.map(|row| format!("{list}\t{row}")));
            all.codes.push(answer.code);
            all.said.push_str(&answer.err);
        }
        all
    }

    fn name_the_unit(&self, begin: usize, what: &str) {
        assert_eq!(self.codes, [4; 3], "{what}: {}", self.said);
        let name = format!(".debug_info, unit at {begin:#x}:");
        assert!(self.said.contains(&name), "{what}: {}", self.said);
    }

    /// Functions that are none of `lost`, at a distance from each other.
    fn seeds(&self, lost: &BTreeSet<String>) -> Vec<String> {
        let rows = self.rows.iter().filter(|row| row.starts_with("functions\t"));
        let symbols = rows.filter_map(|row| row.split('\t').nth(2));
        let all: Vec<_> = symbols.filter(|name| !names_one(name, lost) && *name != "?").collect();
        let step = all.len().div_ceil(SEEDS).max(1);
        all.into_iter().step_by(step).map(str::to_owned).collect()
    }
}

/// Addresses and symbols of the set of a function.
fn set(file: &Path, seed: &str, least: u8) -> BTreeSet<String> {
    let file = file.to_str().expect("a path");
    let answer = klpscope(["impact", file, "-f", seed, "--no-cache", "--format", "json"]);
    assert!(answer.code >= least, "{seed}: {}", answer.err);
    let report: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    let objects = report["objects"].as_array().expect("objects");
    let members = objects.iter().flat_map(|object| object["members"].as_array().expect("members"));
    members.map(|member| format!("{} {}", member["address"], member["symbol"])).collect()
}

fn strip<'a>(set: &'a BTreeSet<String>, lost: &BTreeSet<String>) -> BTreeSet<&'a String> {
    set.iter().filter(|member| !names_one(member, lost)).collect()
}

/// True if a row names one of `lost`, as a function or as the symbol of a clone.
fn names_one(row: &str, lost: &BTreeSet<String>) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    row.split(|c| !is_name(c)).any(|word| lost.contains(word))
}

/// Some units of all linked programs of the corpus that have several.
fn trials() -> impl Iterator<Item = Trial> {
    let mut cases: Vec<_> = children(&corpus("")).collect();
    cases.sort();
    let files = cases.iter().flat_map(|case| children(&case.join("prebuilt")));
    let mut files: Vec<_> = files.filter(|path| path.is_file()).collect();
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let units = units(&fs::read(&path).expect("readable"));
        if units.len() > 1 {
            all.extend(units.into_iter().map(|unit| (path.clone(), unit)));
        }
    }
    assert!(all.len() > TRIALS, "{}", all.len());
    let step = all.len() / TRIALS;
    let kinds = [Kind::Version, Kind::Abbreviations, Kind::AddressSize].into_iter().cycle();
    let chosen = all.into_iter().step_by(step).take(TRIALS).zip(kinds);
    chosen.map(|((path, unit), kind)| Trial { path, unit, kind })
}

impl std::fmt::Display for Trial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, unit at {:#x}, {:?}", self.path.display(), self.unit.begin, self.kind)
    }
}

fn children(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path())
}

/// Of a program that is linked and has all of its DWARF with it.
fn units(bytes: &[u8]) -> Vec<Unit> {
    let is_linked = |elf: &Elf<'_>| elf.header.e_type != ET_REL;
    let Some(elf) = Elf::parse(bytes).ok().filter(is_linked) else { return Vec::new() };
    let section = |wanted| {
        let name = |at| elf.shdr_strtab.get_at(at);
        elf.section_headers.iter().find(|header| name(header.sh_name) == Some(wanted))
    };
    let is_whole = section(".gnu_debugaltlink").is_none();
    let (Some(info), Some(dwarf), true) = (section(".debug_info"), dwarf(bytes), is_whole) else {
        return Vec::new();
    };
    let mut headers = dwarf.units();
    let mut units = Vec::new();
    while let Some(header) = headers.next().expect("the corpus is readable") {
        let begin = header.debug_info_offset().expect("in .debug_info").0;
        let file_offset = info.sh_offset as usize + begin;
        units.push(Unit { begin, file_offset, version: header.version() });
    }
    units
}

/// With the unit's header made unreadable (DWARF 5, section 7.5.1; DWARF 4, the same).
fn broken(mut bytes: Vec<u8>, unit: Unit, kind: Kind) -> Vec<u8> {
    let (address_size, abbreviations) = if unit.version >= 5 { (7, 8) } else { (10, 6) };
    let (at, value): (usize, &[u8]) = match kind {
        Kind::Version => (4, &[0xff; 2]),
        Kind::Abbreviations => (abbreviations, &[0xfe; 4]),
        Kind::AddressSize => (address_size, &[3]),
    };
    bytes[unit.file_offset + at..][..value.len()].copy_from_slice(value);
    bytes
}

/// The names of all functions that a DIE of this unit tells of, or one whose origin lies in it.
fn names_of(bytes: &[u8], lost: usize) -> BTreeSet<String> {
    let dwarf = dwarf(bytes).expect("it has DWARF");
    let mut names = BTreeSet::new();
    let mut headers = dwarf.units();
    while let Some(header) = headers.next().expect("a header") {
        let unit = dwarf.unit(header).expect("a unit");
        let mut entries = unit.entries();
        while let Some(entry) = entries.next_dfs().expect("a DIE") {
            if matches!(entry.tag(), dw::DW_TAG_subprogram | dw::DW_TAG_inlined_subroutine) {
                let at = unit.header.debug_info_offset().expect("there").0 + entry.offset().0;
                let (touches, found) = chain(&dwarf, at, lost);
                names.extend(found.into_iter().filter(|_| touches));
            }
        }
    }
    names
}

/// Whether the DIE at `at`, or one that it leads to, lies in the unit at `lost`; and all names
/// on the way.
fn chain(dwarf: &gimli::Dwarf<Slice<'_>>, at: usize, lost: usize) -> (bool, Vec<String>) {
    let (mut touches, mut names, mut next) = (false, Vec::new(), Some(at));
    while let Some(at) = next.take() {
        let header = unit_at(dwarf, at);
        let begin = header.debug_info_offset().expect("there").0;
        touches |= begin == lost;
        let unit = dwarf.unit(header).expect("a unit");
        let entry = unit.entry(gimli::UnitOffset(at - begin)).expect("a DIE");
        for name in [dw::DW_AT_name, dw::DW_AT_linkage_name] {
            if let Some(value) = entry.attr_value(name) {
                let text = dwarf.attr_string(&unit, value).expect("a name");
                names.push(text.to_string_lossy().into_owned());
            }
        }
        for origin in [dw::DW_AT_abstract_origin, dw::DW_AT_specification] {
            next = match entry.attr_value(origin) {
                Some(AttributeValue::UnitRef(offset)) => Some(begin + offset.0),
                Some(AttributeValue::DebugInfoRef(DebugInfoOffset(at))) => Some(at),
                _ => next,
            };
        }
    }
    (touches, names)
}

fn unit_at<'d>(dwarf: &gimli::Dwarf<Slice<'d>>, at: usize) -> gimli::UnitHeader<Slice<'d>> {
    let mut headers = dwarf.units();
    let mut found = None;
    while let Some(header) = headers.next().expect("a header") {
        if header.debug_info_offset().expect("there").0 <= at {
            found = Some(header);
        }
    }
    found.expect("a unit")
}
