//! A second opinion: what the walk and the line programs yield, compared with gimli's own
//! reading of the corpus. `KLPSCOPE_PEER_FILES` names more files, separated by colons.

use std::path::{Path, PathBuf};

use gimli::{AttributeValue, DebuggingInformationEntry, Dwarf, Unit, constants as dw};

use super::Reader;
use super::name::Name;
use super::row::{DeclPlace, UnitRows};
use super::sections::{DwarfRows, DwarfSections};
use crate::image::Image;
use crate::load;

/// Offset, name, line and column, last component of the file, origin.
type Subprogram = (u64, Option<Vec<u8>>, u64, u64, Option<String>, Option<u64>);

/// What gimli says of one unit.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    dies: u64,
    subprograms: Vec<Subprogram>,
    /// Offset, origin, call line, last component of the call file.
    inlined: Vec<(u64, Option<u64>, u64, Option<String>)>,
    /// Begin and end of all code of both, in their order.
    ranges: Vec<(u64, u64)>,
    /// Offset, return address, origin.
    call_sites: Vec<(u64, Option<u64>, Option<u64>)>,
}

fn files() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let mut folders = vec![corpus];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "elf" || end == "o") {
                files.push(path);
            }
        }
    }
    let more = std::env::var("KLPSCOPE_PEER_FILES").unwrap_or_default();
    files.extend(more.split(':').filter(|path| !path.is_empty()).map(PathBuf::from));
    files.sort();
    files
}

/// Calls `check` for each file with debug information; how many there were.
fn each(check: impl Fn(&Path, &DwarfSections<'_>)) -> usize {
    let mut checked = 0;
    for path in files() {
        let Ok(bytes) = load::map(&path) else { continue };
        let Ok(image) = Image::parse(&bytes) else { continue };
        if !image.has_dwarf() {
            continue;
        }
        let Ok(sections) = DwarfSections::load(&image) else { continue };
        check(&path, &sections);
        checked += 1;
    }
    checked
}

fn units<'d>(dwarf: &Dwarf<Reader<'d>>) -> Vec<Unit<Reader<'d>>> {
    let mut units = Vec::new();
    let mut headers = dwarf.units();
    while let Ok(Some(header)) = headers.next() {
        units.extend(dwarf.unit(header).ok());
    }
    units
}

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

fn file(dwarf: &Dwarf<Reader<'_>>, unit: &Unit<Reader<'_>>, number: u64) -> Option<String> {
    let header = unit.line_program.as_ref()?.header();
    if number == 0 && header.version() < 5 {
        return None;
    }
    let name = dwarf.attr_string(unit, header.file(number)?.path_name()).ok()?;
    Some(last(&name.to_string_lossy()))
}

fn seen(dwarf: &Dwarf<Reader<'_>>, unit: &Unit<Reader<'_>>) -> Seen {
    type Die<'u, 'd> = &'u DebuggingInformationEntry<Reader<'d>>;
    let base = unit.header.debug_info_offset().map_or(0, |offset| offset.0 as u64);
    let number = |die: Die<'_, '_>, name| {
        die.attr(name).and_then(gimli::Attribute::udata_value).unwrap_or(0)
    };
    let target = |die: Die<'_, '_>, name| match die.attr_value(name)? {
        AttributeValue::UnitRef(offset) => Some(base + offset.0 as u64),
        AttributeValue::DebugInfoRef(offset) => Some(offset.0 as u64),
        _ => None,
    };
    let path = |die: Die<'_, '_>, name| {
        let number = die.attr(name)?.udata_value()?;
        file(dwarf, unit, number)
    };
    let address = |die: Die<'_, '_>, name| {
        die.attr_value(name).and_then(|value| dwarf.attr_address(unit, value).ok()?)
    };
    let mut seen = Seen::default();
    let mut entries = unit.entries();
    while let Ok(Some(die)) = entries.next_dfs() {
        seen.dies += u64::from(die.depth() > 0);
        let offset = base + die.offset().0 as u64;
        let origin = target(die, dw::DW_AT_abstract_origin);
        match die.tag() {
            dw::DW_TAG_subprogram => {
                let name = die.attr_value(dw::DW_AT_name);
                let name = name.and_then(|name| dwarf.attr_string(unit, name).ok());
                seen.subprograms.push((
                    offset,
                    name.map(|name| name.slice().to_vec()),
                    number(die, dw::DW_AT_decl_line),
                    number(die, dw::DW_AT_decl_column),
                    path(die, dw::DW_AT_decl_file),
                    origin.or_else(|| target(die, dw::DW_AT_specification)),
                ));
            }
            dw::DW_TAG_inlined_subroutine => seen.inlined.push((
                offset,
                origin,
                number(die, dw::DW_AT_call_line),
                path(die, dw::DW_AT_call_file),
            )),
            dw::DW_TAG_call_site | dw::DW_TAG_GNU_call_site => {
                let pc = address(die, dw::DW_AT_call_return_pc);
                let pc = pc.or_else(|| address(die, dw::DW_AT_low_pc));
                let callee = target(die, dw::DW_AT_call_origin).or(origin);
                seen.call_sites.push((offset, pc, callee));
                continue;
            }
            _ => continue,
        }
        let Ok(mut ranges) = dwarf.die_ranges(unit, die) else { continue };
        while let Ok(Some(range)) = ranges.next() {
            if range.begin < range.end {
                seen.ranges.push((range.begin, range.end));
            }
        }
    }
    seen.ranges.sort_unstable();
    seen
}

fn ours(rows: &DwarfRows<'_>, unit: &UnitRows<'_>) -> Seen {
    let path = |place: DeclPlace| place.file.map(|file| last(&rows.paths[file as usize]));
    let subprogram = |row: super::row::Subprogram<'_>| {
        let name = row.name.map(|name| Name::bytes(name).to_vec());
        let (line, column) = (u64::from(row.place.line), u64::from(row.place.column));
        (row.die, name, line, column, path(row.place), row.origin)
    };
    let inlined = |row: super::row::InlinedDie| {
        (row.die, row.origin, u64::from(row.call_place.line), path(row.call_place))
    };
    let lists = unit.subprograms().map(|row| row.ranges);
    let lists = lists.chain(unit.inlined_dies().map(|row| row.ranges));
    let ranges = lists.flat_map(|(begin, end)| &unit.ranges[begin as usize..end as usize]);
    let ranges = ranges.filter(|range| !range.is_empty());
    let mut ranges: Vec<_> = ranges.map(|range| (range.begin.0, range.end.0)).collect();
    ranges.sort_unstable();
    Seen {
        dies: unit.counts.dies,
        subprograms: unit.subprograms().map(subprogram).collect(),
        inlined: unit.inlined_dies().map(inlined).collect(),
        ranges,
        call_sites: unit.call_sites().map(|row| (row.die, row.return_pc, row.origin)).collect(),
    }
}

#[test]
fn rows_are_those_of_a_full_walk() {
    let checked = each(|path, sections| {
        let dwarf = sections.dwarf();
        let (rows, _) = sections.rows();
        let peers = units(&dwarf);
        assert_eq!(rows.units.len(), peers.len(), "{}", path.display());
        for (unit, peer) in rows.units.iter().zip(&peers) {
            let seen = seen(&dwarf, peer);
            let counts = &unit.counts;
            assert_eq!(counts.subprograms, seen.subprograms.len() as u64);
            assert_eq!(counts.inlined_subroutines, seen.inlined.len() as u64);
            assert_eq!(counts.call_sites, seen.call_sites.len() as u64);
            assert!(ours(&rows, unit) == seen, "{} {:#x}", path.display(), unit.offset);
        }
    });
    assert!(checked > 100, "{checked}");
}

#[test]
fn line_rows_are_those_of_gimli() {
    let checked = each(|path, sections| {
        let dwarf = sections.dwarf();
        let (rows, _) = sections.rows();
        let sites = rows.units.iter().flat_map(UnitRows::call_sites);
        let mut addresses: Vec<u64> = sites.filter_map(|site| site.return_pc).collect();
        let bodies = rows.units.iter().flat_map(UnitRows::subprograms);
        addresses.extend(bodies.filter_map(|row| row.entry).flat_map(|at| [at, at + 4]));
        addresses.sort_unstable();
        addresses.dedup();
        let (lines, _) = sections.lines(&rows.units, &addresses);
        let found = lines.rows.iter().map(|row| {
            let file = last(&lines.paths[row.file as usize]);
            (row.at as usize, Some(file), u64::from(row.line), u64::from(row.column))
        });
        let mut expected = Vec::new();
        for (unit, peer) in rows.units.iter().zip(&units(&dwarf)) {
            if unit.counts.units_without_code == 0 {
                expected.extend(gimli_lines(&dwarf, peer, &addresses));
            }
        }
        assert!(found.collect::<Vec<_>>() == expected, "{}", path.display());
    });
    assert!(checked > 100, "{checked}");
}

type Line = (usize, Option<String>, u64, u64);

fn gimli_lines(dwarf: &Dwarf<Reader<'_>>, unit: &Unit<Reader<'_>>, addresses: &[u64]) -> Vec<Line> {
    let mut found = Vec::new();
    let Some(program) = unit.line_program.clone() else { return found };
    let mut rows = program.rows();
    let mut before: Option<gimli::LineRow> = None;
    while let Ok(Some((_, row))) = rows.next_row() {
        if let Some(known) = before {
            let column = match known.column() {
                gimli::ColumnType::LeftEdge => 0,
                gimli::ColumnType::Column(column) => column.get(),
            };
            let line = known.line().map_or(0, std::num::NonZeroU64::get);
            let covered = addresses.partition_point(|&address| address < known.address())
                ..addresses.partition_point(|&address| address < row.address());
            let name = file(dwarf, unit, known.file_index());
            let names = covered.filter(|_| name.is_some());
            found.extend(names.map(|at| (at, name.clone(), line, column)));
        }
        before = (!row.end_sequence()).then_some(*row);
    }
    found
}
