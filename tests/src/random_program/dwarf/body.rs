//! The DIEs of code: a subprogram with its copies and calls.

use gimli::constants as dw;
use gimli::write::{AttributeValue as Value, UnitEntryId};

use super::super::layout::Spot;
use super::super::model::{Body, Code, Copy, Fold};
use super::{Attributes, Writer};

impl Writer<'_> {
    /// Describes a body, and what was folded into it.
    pub(super) fn body(&mut self, at: usize) {
        let body = &self.program.bodies[at];
        let Some(unit) = body.unit else { return };
        let mut code = match body.dropped {
            true => self.nowhere(24),
            false => {
                let spots = self.parts(at);
                let mut code = self.code(unit, &spots);
                code.extend(self.entry(at));
                code
            }
        };
        if body.nocall {
            let convention = Value::CallingConvention(dw::DW_CC_nocall);
            code.push((dw::DW_AT_calling_convention, convention));
        }
        let die = self.concrete(unit, body.function, code);
        let dies = self.copies(unit, die, &body.copies, |writer, copy| {
            let within = |piece: usize| body.around(body.pieces[piece].copy).contains(&copy);
            match body.dropped {
                true => writer.nowhere(5),
                false => writer.code(unit, &writer.layout.ranges(at, within)),
            }
        });
        self.sites(at, body, die, &dies);
        for folded in &body.folded {
            let code = match folded.fold {
                Fold::Alias => continue,
                Fold::Address => {
                    let spots = self.parts(at);
                    self.code(unit, &spots)
                }
                Fold::Tombstone => self.nowhere(24),
            };
            let die = self.concrete(unit, folded.function, code);
            self.copies(unit, die, &folded.copies, |writer, _| match folded.fold {
                Fold::Tombstone => writer.nowhere(5),
                Fold::Address | Fold::Alias => Vec::new(),
            });
        }
    }

    /// The ranges of a body. The cold one may come first: then a symbol tells the entry.
    fn parts(&mut self, at: usize) -> Vec<Spot> {
        let mut spots = self.layout.ranges(at, |_| true);
        if !self.program.bodies[at].symbols.is_empty() && self.random.chance(30) {
            spots.reverse();
        }
        spots
    }

    fn entry(&mut self, at: usize) -> Option<(gimli::DwAt, Value)> {
        let entry = self.layout.entry(at)?;
        let address = Value::Address(self.at(entry.section, entry.begin));
        self.random.chance(15).then_some((dw::DW_AT_entry_pc, address))
    }

    /// The DIE of code of a function, which may be the one that names it.
    fn concrete(&mut self, unit: usize, function: usize, code: Attributes) -> UnitEntryId {
        if let Some(&root) = self.roots.get(&(unit, function)) {
            let die = self.dwarf.units.get_mut(self.units[unit]).get_mut(root);
            let is_origin = die.get(dw::DW_AT_inline).or(die.get(dw::DW_AT_abstract_origin));
            if is_origin.is_none() {
                for (name, value) in code {
                    die.set(name, value);
                }
                return root;
            }
        }
        let mut attributes = vec![(dw::DW_AT_abstract_origin, self.origin(unit, function))];
        attributes.extend(code);
        self.add(unit, self.top(unit), dw::DW_TAG_subprogram, attributes)
    }

    /// Copies below a subprogram, each below what it lies in.
    fn copies(
        &mut self,
        unit: usize,
        parent: UnitEntryId,
        copies: &[Copy],
        code: impl Fn(&mut Self, usize) -> Attributes,
    ) -> Vec<UnitEntryId> {
        let mut dies: Vec<UnitEntryId> = Vec::new();
        for (at, copy) in copies.iter().enumerate() {
            let mut around = copy.parent.map_or(parent, |parent| dies[parent]);
            let code = code(self, at);
            if self.random.chance(30) {
                let name = self.text("argument");
                let noise = vec![(dw::DW_AT_name, name)];
                self.add(unit, around, dw::DW_TAG_formal_parameter, noise);
            }
            if copy.block {
                let code = if self.random.chance(50) { code.clone() } else { Vec::new() };
                around = self.add(unit, around, dw::DW_TAG_lexical_block, code);
            }
            let (file, line) = copy.call;
            let file = self.files[unit][file];
            let mut attributes = vec![
                (dw::DW_AT_abstract_origin, self.origin(unit, copy.function)),
                (dw::DW_AT_call_file, Value::FileIndex(Some(file))),
                (dw::DW_AT_call_line, Value::Udata(u64::from(line))),
            ];
            attributes.extend(code);
            dies.push(self.add(unit, around, dw::DW_TAG_inlined_subroutine, attributes));
        }
        dies
    }

    /// The DIEs of calls that have one.
    fn sites(&mut self, at: usize, body: &Body, die: UnitEntryId, copies: &[UnitEntryId]) {
        let Some(unit) = body.unit else { return };
        let is_old = self.program.units[unit].version < 5;
        let (tag, back, origin) = match is_old {
            true => (dw::DW_TAG_GNU_call_site, dw::DW_AT_low_pc, dw::DW_AT_abstract_origin),
            false => (dw::DW_TAG_call_site, dw::DW_AT_call_return_pc, dw::DW_AT_call_origin),
        };
        for (piece, spot) in body.pieces.iter().zip(self.layout.pieces[at].clone()) {
            let Code::Call(to, true) = piece.code else { continue };
            let function = self.program.bodies[to].function;
            let callee = match self.program.bodies[to].unit == Some(unit) {
                true => self.origin(unit, function),
                false => self.declaration(unit, function),
            };
            let parent = piece.copy.map_or(die, |copy| copies[copy]);
            let behind = Value::Address(self.at(spot.section, spot.end));
            self.add(unit, parent, tag, vec![(back, behind), (origin, callee)]);
        }
    }
}
