//! One source file as the build knows it: the functions declared in it, and the lines of
//! it that became code.

use std::collections::{BTreeMap, BTreeSet};

use klpscope_graph::{Addr, CodeMap, FuncId, Program, SourceLines};

/// Rows of one line that are asked for their functions; a header's line may have thousands.
const ROWS_ASKED: usize = 256;

/// A function in each object that knows it: position of the program, and id.
pub(super) type Functions = Vec<(usize, FuncId)>;

/// A function declared in a file.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) line: u32,
    pub(super) name: String,
    pub(super) functions: Functions,
    /// Some object holds code or a copy of it.
    pub(super) is_present: bool,
}

/// A source file over all objects.
#[derive(Debug)]
pub(super) struct FileView {
    pub(super) path: String,
    /// Sorted by line, then name.
    pub(super) functions: Vec<Declared>,
    /// Line, position of the program, address; sorted.
    rows: Vec<(u32, usize, Addr)>,
}

/// The files that patches speak of, as the build knows them.
#[derive(Debug)]
pub(super) struct Views<'p> {
    programs: &'p [Program],
    maps: Vec<CodeMap<'p>>,
    by_path: BTreeMap<String, FileView>,
}

impl<'p> Views<'p> {
    /// The views of files; `lines` are those of each program.
    pub(super) fn new(
        programs: &'p [Program],
        lines: &[Vec<SourceLines>],
        paths: &BTreeSet<String>,
    ) -> Self {
        let mut by_path: BTreeMap<_, _> = paths
            .iter()
            .map(|path| {
                let (path, rows) = (path.clone(), Vec::new());
                (path.clone(), FileView { path, functions: Vec::new(), rows })
            })
            .collect();
        for (at, files) in lines.iter().enumerate() {
            for file in files {
                let Some(view) = by_path.get_mut(&file.path) else { continue };
                view.rows.extend(file.rows.iter().map(|row| (row.line, at, row.address)));
            }
        }
        for (at, program) in programs.iter().enumerate() {
            for id in program.functions() {
                let Some(place) = program.function(id).places().first() else { continue };
                if let Some(view) = by_path.get_mut(program.str(place.file)) {
                    view.add(program, (at, id), place.line);
                }
            }
        }
        for view in by_path.values_mut() {
            view.rows.sort_unstable();
            view.functions.sort_by(|a, b| (a.line, &a.name).cmp(&(b.line, &b.name)));
        }
        let maps = programs.iter().map(CodeMap::new).collect();
        Self { programs, maps, by_path }
    }

    pub(super) fn get(&self, path: &str) -> Option<&FileView> {
        self.by_path.get(path)
    }

    /// The functions whose code the rows of a line are: of those declared in this file the
    /// innermost ones, else the innermost ones of all.
    pub(super) fn functions_at(&mut self, path: &str, line: u32) -> BTreeSet<(usize, FuncId)> {
        let Some(view) = self.by_path.get(path) else { return BTreeSet::new() };
        let mut found = BTreeSet::new();
        for &(_, at, address) in view.rows_of(line).iter().take(ROWS_ASKED) {
            let (program, map) = (&self.programs[at], &mut self.maps[at]);
            let Some(host) = map.instance(address) else { continue };
            let copies = map.copies(host, address);
            let mut chain: Vec<_> =
                copies.iter().rev().map(|&copy| program.inlined(copy).function()).collect();
            let own: Vec<_> =
                program.instance(host).functions().iter().map(|origin| origin.function).collect();
            let is_here = |id: &FuncId| {
                let place = program.function(*id).places().first();
                place.is_some_and(|place| place.line <= line && program.str(place.file) == path)
            };
            let inner = chain.first().map_or(own.clone(), |&id| vec![id]);
            chain.extend(&own);
            let here = chain.iter().find(|id| is_here(id)).map(|&id| vec![id]);
            found.extend(here.unwrap_or(inner).into_iter().map(|id| (at, id)));
        }
        found
    }

    /// True if some row of a line is code of one of `functions`, or of what is inlined into it
    /// there: the row of a call may lie in the copy that it calls. A host of theirs will do: parts
    /// of a copy are moved out of its range.
    pub(super) fn is_code_of(
        &mut self,
        path: &str,
        line: u32,
        functions: &BTreeSet<(usize, FuncId)>,
    ) -> bool {
        let Some(view) = self.by_path.get(path) else { return false };
        view.rows_of(line).iter().take(ROWS_ASKED).any(|&(_, at, address)| {
            let (program, map) = (&self.programs[at], &mut self.maps[at]);
            let Some(host) = map.instance(address) else { return false };
            let copies = map.copies(host, address);
            let inlined = copies.iter().map(|&copy| program.inlined(copy).function());
            let origins = program.instance(host).functions();
            let own = origins.iter().map(|origin| origin.function);
            let inside = program.inlined_into(host);
            let of_host = inside.iter().map(|copy| program.inlined(copy).function());
            inlined.chain(own).chain(of_host).any(|id| functions.contains(&(at, id)))
        })
    }

    /// The symbols of the code that the lines from `first` to `last` are, and for the first
    /// of them of the nearest line in front that is code: for assembly.
    pub(super) fn symbols_near(&self, path: &str, (first, last): (u32, u32)) -> BTreeSet<String> {
        let Some(view) = self.by_path.get(path) else { return BTreeSet::new() };
        let before = view.rows.partition_point(|row| row.0 <= first);
        let near = before.checked_sub(1).map_or(first, |at| view.rows[at].0);
        let rows = &view.rows[view.rows.partition_point(|row| row.0 < near)..];
        let rows = rows.iter().take_while(|row| row.0 <= last);
        let symbol = |&(_, at, address): &(u32, usize, Addr)| {
            let id = self.maps[at].instance(address)?;
            Some(self.programs[at].instance_name(id).to_owned())
        };
        rows.filter_map(symbol).collect()
    }
}

impl FileView {
    fn add(&mut self, program: &Program, function: (usize, FuncId), line: u32) {
        let (_, id) = function;
        let name = program.function_name(id);
        let is_present = !program.bodies_of(id).is_empty()
            || !program.copies_of(id).is_empty()
            || !program.recorded_of(id).is_empty();
        let mut known = self.functions.iter_mut().rev();
        let known = known.find(|known| known.line == line && known.name == name);
        match known {
            Some(known) => {
                known.functions.push(function);
                known.is_present |= is_present;
            }
            None => {
                let (name, functions) = (name.to_owned(), vec![function]);
                self.functions.push(Declared { line, name, functions, is_present });
            }
        }
    }

    fn rows_of(&self, line: u32) -> &[(u32, usize, Addr)] {
        let begin = self.rows.partition_point(|row| row.0 < line);
        let count = self.rows[begin..].partition_point(|row| row.0 == line);
        &self.rows[begin..begin + count]
    }

    /// True if a line became code.
    pub(super) fn is_code(&self, line: u32) -> bool {
        !self.rows_of(line).is_empty()
    }

    /// The last line of it that is code.
    pub(super) fn last_line(&self) -> u32 {
        self.rows.last().map_or(0, |row| row.0)
    }

    fn present(&self) -> impl Iterator<Item = &Declared> + Clone {
        self.functions.iter().filter(|function| function.is_present)
    }

    /// The functions with code that are declared last at or before a line: one, or those a
    /// macro made.
    pub(super) fn before(&self, line: u32) -> Vec<&Declared> {
        let last = self.present().map(|function| function.line).filter(|&at| at <= line).max();
        self.present().filter(|function| Some(function.line) == last).collect()
    }

    /// The last line of code between a declaration and the next one.
    pub(super) fn last_code(&self, declared: u32) -> u32 {
        let next = self.present().map(|function| function.line).filter(|&at| at > declared).min();
        let end = next.unwrap_or(u32::MAX);
        let before = self.rows.partition_point(|row| row.0 < end);
        let last = before.checked_sub(1).map_or(declared, |at| self.rows[at].0);
        last.max(declared)
    }

    /// The lines of code from one to another.
    pub(super) fn code_between(&self, first: u32, last: u32) -> impl Iterator<Item = u32> {
        let begin = self.rows.partition_point(|row| row.0 < first);
        let rows = self.rows[begin..].iter().map(|row| row.0).take_while(move |&line| line <= last);
        let mut before = 0;
        rows.filter(move |&line| std::mem::replace(&mut before, line) != line)
    }

    /// The functions declared in front of a line and behind it, as specs.
    pub(super) fn around(&self, line: u32) -> Vec<String> {
        let next = self
            .present()
            .filter(|function| function.line > line)
            .min_by_key(|function| function.line);
        let spec =
            |function: &Declared| format!("{}@{}:{}", function.name, self.path, function.line);
        self.before(line).into_iter().chain(next).map(spec).collect()
    }

    /// The functions of a name.
    pub(super) fn named(&self, name: &str) -> Vec<&Declared> {
        self.functions.iter().filter(|function| function.name == name).collect()
    }
}
