//! The DIEs that name functions: by themselves, behind a declaration, or as what code and
//! copies have as their origin.

use std::collections::BTreeSet;

use gimli::constants as dw;
use gimli::write::{AttributeValue as Value, UnitEntryId};

use super::super::model::{Body, Function, Suffix, UnitKind};
use super::{Attributes, Writer};

impl Writer<'_> {
    /// Names in a unit what its code is of, and what it describes beside.
    pub(super) fn functions(&mut self, number: usize) {
        let unit = &self.program.units[number];
        let mut wanted: BTreeSet<usize> = unit.described.iter().copied().collect();
        if unit.kind == UnitKind::Compiled {
            for body in self.bodies_of(number) {
                wanted.extend(body.functions());
                wanted.extend(copied(body));
            }
        }
        if unit.kind == UnitKind::Linked {
            return;
        }
        let top = self.top(number);
        let mut wanted: Vec<usize> = wanted.into_iter().collect();
        if self.random.chance(50) {
            wanted.reverse();
        }
        for &function in &wanted {
            let is_alone = self.is_alone(number, function) && self.random.chance(70);
            let die = match is_alone {
                true => self.alone(number, function),
                false => {
                    let mut attributes = self.named(number, function);
                    let inline = [dw::DW_INL_inlined, dw::DW_INL_declared_inlined];
                    let inline = inline[self.random.below(2)];
                    attributes.push((dw::DW_AT_inline, Value::Inline(inline)));
                    self.add(number, top, dw::DW_TAG_subprogram, attributes)
                }
            };
            self.roots.insert((number, function), die);
        }
        for &function in &wanted {
            let other = wanted[self.random.below(wanted.len())];
            if self.random.chance(8) && !self.is_alone(number, function) {
                self.early_copy(number, function, other);
            }
        }
    }

    /// A copy inside of what has no code: nobody's host.
    fn early_copy(&mut self, unit: usize, function: usize, copied: usize) {
        let parent = self.roots[&(unit, function)];
        let attributes = vec![
            (dw::DW_AT_abstract_origin, Value::UnitRef(self.roots[&(unit, copied)])),
            (dw::DW_AT_call_line, Value::Udata(4)),
        ];
        self.add(unit, parent, dw::DW_TAG_inlined_subroutine, attributes);
    }

    /// Name, place and linkage.
    fn named(&mut self, unit: usize, function: usize) -> Attributes {
        let mut attributes = self.linked(function);
        attributes.extend(self.placed(unit, function));
        attributes
    }

    fn linked(&mut self, function: usize) -> Attributes {
        let Function { name, external, .. } = &self.program.functions[function];
        let mut attributes = vec![(dw::DW_AT_name, self.text(name))];
        let flag = if self.random.chance(50) { Value::FlagPresent } else { Value::Flag(true) };
        attributes.extend(external.then_some((dw::DW_AT_external, flag)));
        attributes
    }

    fn placed(&mut self, unit: usize, function: usize) -> Attributes {
        let (file, line) = self.program.functions[function].place.expect("assembly has no DIE");
        let mut attributes = vec![
            (dw::DW_AT_decl_file, Value::FileIndex(Some(self.files[unit][file]))),
            (dw::DW_AT_decl_line, Value::Udata(u64::from(line))),
        ];
        attributes
            .extend(self.random.chance(50).then_some((dw::DW_AT_decl_column, Value::Udata(5))));
        attributes
    }

    /// A DIE that will have the code itself; perhaps of what another DIE declares, at the same
    /// place or at another one.
    fn alone(&mut self, unit: usize, function: usize) -> UnitEntryId {
        let top = self.top(unit);
        if !self.random.chance(25) {
            let attributes = self.named(unit, function);
            return self.add(unit, top, dw::DW_TAG_subprogram, attributes);
        }
        let mut declared = self.linked(function);
        declared.push((dw::DW_AT_declaration, Value::FlagPresent));
        let mut defined = self.placed(unit, function);
        let elsewhere = vec![
            (dw::DW_AT_decl_file, Value::FileIndex(Some(self.files[unit][0]))),
            (dw::DW_AT_decl_line, Value::Udata(777)),
        ];
        match self.random.below(4) {
            0 => declared.append(&mut defined),
            1 => declared.extend(elsewhere),
            // What the two have in common stands in the declaration alone: the file, or the line.
            2 => {
                declared.push(defined.remove(0));
                declared.push((dw::DW_AT_decl_line, Value::Udata(777)));
            }
            _ => {
                declared.push(elsewhere[0].clone());
                declared.push(defined.remove(1));
            }
        }
        let declaration = self.add(unit, top, dw::DW_TAG_subprogram, declared);
        defined.push((dw::DW_AT_specification, Value::UnitRef(declaration)));
        self.add(unit, top, dw::DW_TAG_subprogram, defined)
    }

    /// A declaration of what another unit defines, as a call names it.
    pub(super) fn declaration(&mut self, unit: usize, function: usize) -> Value {
        if let Some(&die) = self.declared.get(&(unit, function)) {
            return Value::UnitRef(die);
        }
        let mut attributes = self.linked(function);
        attributes.extend([
            (dw::DW_AT_declaration, Value::FlagPresent),
            (dw::DW_AT_decl_file, Value::FileIndex(Some(self.files[unit][0]))),
            (dw::DW_AT_decl_line, Value::Udata(888)),
        ]);
        let die = self.add(unit, self.top(unit), dw::DW_TAG_subprogram, attributes);
        self.declared.insert((unit, function), die);
        Value::UnitRef(die)
    }

    /// True if one body is all that a unit has of a function, and no clone.
    pub(super) fn is_alone(&self, unit: usize, function: usize) -> bool {
        let mut own = self.bodies_of(unit).filter(|body| body.function == function);
        let is_plain =
            |body: &Body| body.symbols.iter().all(|symbol| symbol.suffix != Suffix::Changing);
        let is_only = own.next().is_some_and(is_plain) && own.next().is_none();
        let is_compiled = self.program.units[unit].kind == UnitKind::Compiled;
        let is_elsewhere = |body: &Body| {
            let mut folded = body.folded.iter().map(|folded| folded.function);
            copied(body).contains(&function) || folded.any(|folded| folded == function)
        };
        is_compiled && is_only && !self.bodies_of(unit).any(is_elsewhere)
    }

    fn bodies_of(&self, unit: usize) -> impl Iterator<Item = &Body> {
        self.program.bodies.iter().filter(move |body| body.unit == Some(unit))
    }
}

/// What is copied into a body.
fn copied(body: &Body) -> Vec<usize> {
    let folded = body.folded.iter().flat_map(|folded| &folded.copies);
    body.copies.iter().chain(folded).map(|copy| copy.function).collect()
}
