//! Files, functions and units.

use std::collections::BTreeSet;

use super::super::model::{Function, Unit, UnitKind};
use super::Generator;

const FOLDERS: [&str; 4] = ["/src", "/src/core", "/src/lib/core", "/usr/share/other"];
const NAMES: [&str; 3] = ["main.c", "core.c", "table.c"];
const HEADERS: [&str; 3] = ["/src/include/list.h", "/src/core/list.h", "/usr/include/sys/inline.h"];
/// Names of statics: the fewer, the more of them are the same.
const STATICS: [&str; 5] = ["init", "get", "put", "update", "step_one"];
const INLINE: [&str; 4] = ["list_add", "list_del", "get", "swap"];

impl Generator {
    /// Files and functions.
    pub(super) fn source(&mut self) {
        let mut paths = BTreeSet::new();
        for _ in 0..1 + self.random.below(self.size.min(5) + 1) {
            let folder = FOLDERS[self.random.below(FOLDERS.len())];
            let name = NAMES[self.random.below(NAMES.len())];
            if paths.insert(format!("{folder}/{name}")) {
                self.program.files.push(format!("{folder}/{name}"));
                self.functions_of(&STATICS);
            }
        }
        for header in HEADERS {
            if self.random.chance(60) {
                self.program.files.push(header.to_owned());
                self.functions_of(&INLINE);
            }
        }
        for number in 0..self.random.below(3) {
            let name = format!("assembly_{number}");
            self.program.functions.push(Function { name, place: None, external: true });
        }
    }

    /// The functions of the file that was added last. Macros make several in one line.
    fn functions_of(&mut self, names: &[&str]) {
        let file = self.program.files.len() - 1;
        let is_header = self.program.files[file].ends_with(".h");
        let mut taken = BTreeSet::new();
        for _ in 0..1 + self.random.below(2 + self.size / 2) {
            let line = 1 + self.random.below(40) as u32;
            let external = !is_header && self.random.chance(40);
            let name = match external {
                true => format!("api_{}", self.program.functions.len()),
                false => names[self.random.below(names.len())].to_owned(),
            };
            if taken.insert(name.clone()) {
                let place = Some((file, line));
                self.program.functions.push(Function { name, place, external });
            }
        }
    }

    /// Units: each file is compiled by itself, or is part of link-time optimization.
    pub(super) fn units(&mut self) {
        let optimized = [0, 100, 50][self.random.below(3)];
        let version = 4 + self.random.below(2) as u16;
        for file in 0..self.program.files.len() {
            if self.program.files[file].ends_with(".h") {
                continue;
            }
            let kind = match self.random.chance(optimized) {
                true => UnitKind::Early,
                false => UnitKind::Compiled,
            };
            self.unit(kind, file, version);
            // The same file once more, as where two programs share it.
            if kind == UnitKind::Compiled && self.random.chance(15) {
                self.unit(kind, file, version);
            }
        }
        let early = self.program.units.iter().find(|unit| unit.kind == UnitKind::Early);
        if let Some(file) = early.map(|unit| unit.file) {
            for _ in 0..1 + self.random.below(2) {
                self.unit(UnitKind::Linked, file, version);
            }
        }
        // Link-time optimization gives its units one after another, or between others.
        if self.random.chance(30) {
            self.program.units.reverse();
        }
    }

    fn unit(&mut self, kind: UnitKind, file: usize, version: u16) {
        let version = if self.random.chance(10) { 9 - version } else { version };
        let based = self.random.chance(30);
        let mut unit = Unit { kind, file, version, based, described: Vec::new() };
        if kind != UnitKind::Linked {
            let mut described = self.visible(&unit);
            let functions = &self.program.functions;
            let is_own = |at: usize| functions[at].place.is_some_and(|place| place.0 == file);
            let all = kind == UnitKind::Early;
            described.retain(|&at| all && is_own(at) || self.random.chance(40));
            unit.described = described;
        }
        self.program.units.push(unit);
    }
}
