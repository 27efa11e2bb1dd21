//! Patches and single lines -> the source functions they change, over all objects, and a
//! report of everything else they change.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{FuncId, Program, SourceLines};

use super::file_kind::kind_of;
use super::fits::fits;
use super::found::{Found, nameless};
use super::gone::{Added, settle};
use super::hunk::{FileChange, Hunk, Patch, Side};
use super::mapped::Mapped;
use super::path::{Matched, find, plain};
use super::place::Placer;
use super::places::{PlaceError, Places};
use super::series::{Base, Series};
use super::sheet::Sheet;
use super::view::Views;
use crate::report::{
    ChangeKind, ChangeRow, ChangeState, FileKind, FileRow, FitRow, FunctionRow, HunkRow, LineRow,
    NoticeRow, PatchTotals, Verdict,
};
use crate::seed::{Seed, Through};

/// Maps places to functions of `programs`; `lines` are for each of them the files of
/// [`Places::file_names`].
///
/// # Errors
/// If nothing that is asked about is in the build.
pub fn map(
    programs: &[Program],
    lines: &[Vec<SourceLines>],
    places: &Places,
) -> Result<Mapped, PlaceError> {
    let paths = lines.iter().flatten().map(|file| file.path.clone()).collect();
    let views = Views::new(programs, lines, &paths);
    let added = Added::new(&places.patches);
    let mut mapper =
        Mapper { programs, lines, views, mapped: Mapped::default(), seeds: BTreeMap::new(), added };
    let mut series = Series::default();
    let mut nearest = Vec::new();
    for (at, patch) in places.patches.iter().enumerate() {
        mapper.mapped.report.patches.push(patch.name.clone());
        for file in &patch.files {
            let row = mapper.file(at, patch, file, (&mut series, places.strip), &mut nearest);
            mapper.count(&row);
            mapper.mapped.report.files.push(row);
        }
    }
    let totals = mapper.mapped.report.totals;
    if totals.files > 0 && totals.in_build == 0 {
        nearest.sort();
        nearest.dedup();
        nearest.truncate(5);
        return Err(PlaceError::NoneInBuild { files: totals.files, nearest });
    }
    for (file, line) in &places.lines {
        let row = mapper.line(file, *line)?;
        mapper.mapped.report.lines.push(row);
    }
    Ok(mapper.finish())
}

struct Mapper<'p> {
    programs: &'p [Program],
    lines: &'p [Vec<SourceLines>],
    views: Views<'p>,
    mapped: Mapped,
    /// By name, file and line.
    seeds: BTreeMap<(String, String, u32), BTreeSet<(usize, FuncId)>>,
    added: Added,
}

impl Mapper<'_> {
    fn file(
        &mut self,
        at: usize,
        patch: &Patch,
        file: &FileChange,
        (series, strip): (&mut Series, Option<usize>),
        nearest: &mut Vec<String>,
    ) -> FileRow {
        // Git's words for renames have no prefix.
        let strip = if file.is_renamed || file.is_copied { Some(0) } else { strip };
        let (old, new) = plain(file.old.as_deref(), file.new.as_deref(), strip);
        let path = old.clone().or(new.clone()).unwrap_or_default();
        let base = old.as_deref().and_then(|old| series.base(old));
        let matched = base.as_deref().map_or(Matched::No(Vec::new()), |base| self.matched(base));
        let source = match &matched {
            Matched::File(source) => Some(source.clone()),
            Matched::No(_) => None,
        };
        let mut row = FileRow {
            patch: at,
            kind: kind_of(file, &path, source.as_deref()),
            note: note(file, old.as_deref(), new.as_deref()),
            path,
            source,
            hunks: Vec::new(),
        };
        if let Matched::No(others) = matched
            && row.kind == FileKind::NotInBuild
            && !others.is_empty()
        {
            let others_listed = others.join(", ");
            row.note.get_or_insert(format!(
                "the build has {others_listed}: if that is meant, name it by that path"
            ));
            nearest.extend(others);
        }
        let changed = old.as_deref().is_some_and(|old| series.is_changed(old));
        if changed && row.note.is_none() {
            row.note = Some("its lines are counted back through the patches before".to_owned());
        }
        let back =
            |line: u32| old.as_deref().map_or(Base::Line(line), |old| series.back(old, line));
        row.hunks = self.hunks(patch, file, &row, back);
        series.apply(old.as_deref(), new.as_deref(), file.is_copied, &file.hunks);
        row
    }

    /// The file of any object that a path means.
    fn matched(&self, path: &str) -> Matched {
        let mut others = Vec::new();
        for (program, files) in self.programs.iter().zip(self.lines) {
            let known = files.iter().map(|file| file.path.as_str());
            match find(path, known, program.object().source_root.as_deref()) {
                Matched::No(found) => others.extend(found),
                file => return file,
            }
        }
        others.sort();
        others.dedup();
        others.truncate(5);
        Matched::No(others)
    }

    fn hunks(
        &mut self,
        patch: &Patch,
        file: &FileChange,
        row: &FileRow,
        back: impl Fn(u32) -> Base,
    ) -> Vec<HunkRow> {
        let source = row.source.as_deref();
        let sheets: Vec<_> = file.hunks.iter().map(|hunk| Sheet::new(hunk, &back)).collect();
        let view = source.and_then(|source| self.views.get(source));
        let fits = fits(view, row.kind, &sheets);
        let mut found = Vec::new();
        let mut removed = BTreeSet::new();
        for ((hunk, sheet), (fit, by)) in file.hunks.iter().zip(&sheets).zip(fits) {
            let mut changes = self.changes(source, row.kind, sheet, (fit, by));
            let is_removed = |block: &super::sheet::Block<'_>| {
                let lines = sheet.removed(block).iter().filter_map(|line| match line.at {
                    Base::Line(line) => u32::try_from(i64::from(line) + by).ok(),
                    Base::Behind(_) => None,
                });
                lines.collect::<Vec<_>>()
            };
            removed.extend(sheet.blocks.iter().flat_map(is_removed));
            if fit == FitRow::Nowhere {
                self.unplaced(patch, hunk, &mut changes);
            }
            found.push((hunk, fit, by, changes));
        }
        if let Some(view) = source.and_then(|source| self.views.get(source)) {
            let all = found.iter_mut().flat_map(|(.., changes)| changes);
            settle(view, &removed, &self.added, all);
        }
        let rows = found.into_iter().map(|(hunk, fit, offset, changes)| HunkRow {
            line: hunk.line,
            header: hunk.header(),
            fit,
            offset,
            changes: changes.into_iter().map(|change| self.change(patch, hunk, change)).collect(),
        });
        rows.collect()
    }

    /// What a hunk changes.
    fn changes(
        &mut self,
        source: Option<&str>,
        kind: FileKind,
        sheet: &Sheet<'_>,
        (fit, by): (FitRow, i64),
    ) -> Vec<Found> {
        let path = source.unwrap_or_default();
        match (kind, fit) {
            (_, FitRow::Nowhere) => Vec::new(),
            (FileKind::New, _) => Placer { views: &mut self.views, path: "" }.place(sheet, 0),
            (FileKind::Assembly, _) if source.is_some() => self.assembly(path, sheet),
            (_, FitRow::NotCompared) => {
                let why = "the file is not compiled into what was asked about".to_owned();
                vec![Found { why, ..nameless(ChangeKind::NoCode) }]
            }
            _ => Placer { views: &mut self.views, path }.place(sheet, by),
        }
    }

    /// Assembly by the symbols of its lines.
    fn assembly(&self, path: &str, sheet: &Sheet<'_>) -> Vec<Found> {
        let of_block = |block: &super::sheet::Block<'_>| {
            let first = block.front.saturating_add(1);
            let last = block.front.saturating_add(block.removed as u32).max(first);
            let symbols = self.views.symbols_near(path, (first, last));
            let name = symbols.into_iter().collect::<Vec<_>>().join(", ");
            let why = "assembly is no function that could be compiled anew".to_owned();
            let name = Some(name).filter(|name| !name.is_empty());
            Found { lines: (first, last), name, why, ..nameless(ChangeKind::Assembly) }
        };
        sheet.blocks.iter().map(of_block).collect()
    }

    fn unplaced(&mut self, patch: &Patch, hunk: &Hunk, changes: &mut Vec<Found>) {
        let why =
            "its lines contradict the lines that became code, here and everywhere near".to_owned();
        changes.push(Found { why, ..nameless(ChangeKind::Unplaced) });
        let text = "the hunk does not fit the build: it is for another version, what it changes is not in the set";
        self.incomplete(patch, hunk.line, text.to_owned());
    }

    fn incomplete(&mut self, patch: &Patch, line: usize, text: String) {
        let place = format!("line {line}");
        self.mapped.notices.push(NoticeRow {
            object: patch.name.clone(),
            incomplete: true,
            place,
            text,
        });
        self.mapped.verdict = Verdict::Unknown;
    }

    fn change(&mut self, patch: &Patch, hunk: &Hunk, found: Found) -> ChangeRow {
        if matches!(found.kind, ChangeKind::Function | ChangeKind::MovedFunction) {
            for &(at, id) in &found.functions {
                self.seed(at, id);
            }
        }
        match found.kind {
            ChangeKind::Macro if found.state != ChangeState::Added => {
                let name = found.name.as_deref().unwrap_or("without a name here");
                let text =
                    format!("macro {name} is changed: the functions that use it are not known");
                self.incomplete(patch, hunk.line, text);
            }
            ChangeKind::Data | ChangeKind::Type | ChangeKind::Assembly
                if found.state != ChangeState::Added =>
            {
                self.mapped.verdict = self.mapped.verdict.max(Verdict::WithConditions);
            }
            _ => {}
        }
        let functions: BTreeSet<_> = found
            .functions
            .iter()
            .map(|&(at, id)| FunctionRow::new(&self.programs[at], id))
            .collect();
        ChangeRow {
            kind: found.kind,
            state: found.state,
            name: found.name,
            functions: functions.into_iter().collect(),
            lines: found.lines,
            why: found.why,
        }
    }

    fn seed(&mut self, at: usize, id: FuncId) {
        let program = &self.programs[at];
        let name = program.function_name(id).to_owned();
        let place = program.function(id).places().first();
        let (file, line) = place
            .map_or((String::new(), 0), |place| (program.str(place.file).to_owned(), place.line));
        self.seeds.entry((name, file, line)).or_default().insert((at, id));
    }

    fn count(&mut self, row: &FileRow) {
        let totals: &mut PatchTotals = &mut self.mapped.report.totals;
        totals.files += 1;
        totals.in_build += usize::from(row.source.is_some());
        totals.hunks += row.hunks.len();
        let is_seed = |change: &ChangeRow| {
            matches!(change.kind, ChangeKind::Function | ChangeKind::MovedFunction)
        };
        totals.on_functions +=
            row.hunks.iter().filter(|hunk| hunk.changes.iter().any(is_seed)).count();
        totals.moved += row.hunks.iter().filter(|hunk| hunk.fit == FitRow::Moved).count();
        totals.unplaced += row.hunks.iter().filter(|hunk| hunk.fit == FitRow::Nowhere).count();
    }

    /// The functions of one line.
    fn line(&mut self, file: &str, line: u32) -> Result<LineRow, PlaceError> {
        let source = match self.matched(file) {
            Matched::File(source) => source,
            Matched::No(nearest) => {
                return Err(PlaceError::NoFile { file: file.to_owned(), nearest });
            }
        };
        let found = Placer { views: &mut self.views, path: &source }.line(line);
        let Some((functions, why)) = found else {
            let near = self.views.get(&source).map(|view| view.around(line)).unwrap_or_default();
            return Err(PlaceError::NoFunction { file: source, line, near });
        };
        for &(at, id) in &functions {
            self.seed(at, id);
        }
        let rows: BTreeSet<_> =
            functions.iter().map(|&(at, id)| FunctionRow::new(&self.programs[at], id)).collect();
        let asked = format!("{file}:{line}");
        Ok(LineRow { asked, source, line, functions: rows.into_iter().collect(), why })
    }

    fn finish(self) -> Mapped {
        let seeds = self.seeds.into_iter().map(|((name, file, line), functions)| Seed {
            spec: if file.is_empty() { name } else { format!("{name}@{file}:{line}") },
            functions: functions.into_iter().collect(),
            through: Through::Name,
            passed_over: 0,
        });
        Mapped { seeds: seeds.collect(), ..self.mapped }
    }
}

/// What git's headers say beside the lines.
fn note(file: &FileChange, old: Option<&str>, new: Option<&str>) -> Option<String> {
    let lines = file.hunks.iter().flat_map(|hunk| &hunk.lines);
    let is_changed = lines.into_iter().any(|line| line.side != Side::Both);
    match (old, new) {
        (_, Some(new)) if file.is_copied => Some(format!("copied to {new}")),
        (Some(old), Some(new)) if old != new => Some(format!("renamed to {new}")),
        _ if file.is_binary => Some("not changed as lines".to_owned()),
        (Some(_), Some(_)) if !is_changed => Some("only its mode is changed".to_owned()),
        _ => None,
    }
}
