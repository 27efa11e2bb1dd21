//! Changes of a program of which it is known what they change in an answer.

use std::collections::BTreeSet;

use super::model::{Body, Code, Function, Piece, Program, Suffix, Symbol, UnitKind};
use super::random::Random;

impl Program {
    /// The same with one more function, behind all others, that nothing uses: it calls nothing,
    /// nothing calls it, and it is inlined nowhere. The last of the functions.
    pub fn with_unused(&self) -> Self {
        let mut program = self.clone();
        let function = program.functions.len();
        let has_code = |unit: &super::Unit| unit.kind != UnitKind::Early;
        let Some(unit) = program.units.iter().position(has_code) else { return program };
        let file = program.units[unit].file;
        let name = "used_by_nobody".to_owned();
        program.functions.push(Function {
            name: name.clone(),
            place: Some((file, 500)),
            external: false,
        });
        for unit in program.units.iter_mut().filter(|unit| unit.kind == UnitKind::Early) {
            unit.described.push(function);
        }
        let code = [Code::Plain(7), Code::Loop, Code::Return];
        let piece = |code| Piece { copy: None, cold: false, line: 501, code };
        let symbol = Symbol { base: name, end: String::new(), global: false, suffix: Suffix::None };
        program.bodies.push(Body {
            function,
            unit: Some(unit),
            folded: Vec::new(),
            symbols: vec![symbol],
            nocall: false,
            dropped: false,
            padded: false,
            copies: Vec::new(),
            pieces: code.map(piece).to_vec(),
        });
        program
    }

    /// The same with its units in another order.
    pub fn permuted(&self) -> Self {
        let mut program = self.clone();
        let mut random = Random::new(self.seed ^ 0xacdc);
        let mut order: Vec<usize> = (0..self.units.len()).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        program.units = order.iter().map(|&unit| self.units[unit].clone()).collect();
        for body in &mut program.bodies {
            body.unit = body.unit.and_then(|unit| order.iter().position(|&old| old == unit));
        }
        program
    }

    /// The same with some functions of a unit, and their code, in a file and a unit of their
    /// own; `None` without a unit that is the only one of its file.
    pub fn divided(&self) -> Option<Self> {
        let mut program = self.clone();
        let is_only = |unit: &&super::Unit| {
            let same = self.units.iter().filter(|other| other.file == unit.file);
            unit.kind == UnitKind::Compiled && same.count() == 1
        };
        let unit = self.units.iter().find(is_only)?.clone();
        let number = self.units.iter().position(|other| other.file == unit.file)?;
        let moved = self.moved(unit.file);
        let file = program.files.len();
        program.files.push("/src/divided/other.c".to_owned());
        for &function in &moved {
            let line = program.functions[function].place.map_or(0, |place| place.1);
            program.functions[function].place = Some((file, line));
        }
        for body in &mut program.bodies {
            if body.unit == Some(number) && moved.contains(&body.function) {
                body.unit = Some(self.units.len());
            }
        }
        let described = unit.described.iter().copied();
        let described = described.filter(|function| moved.contains(function)).collect();
        program.units[number].described.retain(|function| !moved.contains(function));
        program.units.push(super::Unit { file, described, ..unit });
        Some(program)
    }

    /// Every other function of a file; those that share code stay together.
    fn moved(&self, file: usize) -> BTreeSet<usize> {
        let is_here =
            |&function: &usize| self.functions[function].place.is_some_and(|place| place.0 == file);
        let mut moved: BTreeSet<usize> =
            (0..self.functions.len()).filter(is_here).step_by(2).collect();
        loop {
            let before = moved.len();
            for body in &self.bodies {
                let here: Vec<usize> = body.functions().filter(is_here).collect();
                if here.iter().any(|function| moved.contains(function)) {
                    moved.extend(here);
                }
            }
            if moved.len() == before {
                return moved;
            }
        }
    }
}
