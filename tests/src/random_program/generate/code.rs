//! The code of bodies: pieces of copies in disorder, calls, jumps, cold parts.

use super::super::model::{Body, Code, Piece, Suffix};
use super::Generator;

impl Generator {
    /// Gives every body its code.
    pub(super) fn code(&mut self) {
        for at in 0..self.program.bodies.len() {
            let pieces = self.pieces(at);
            self.program.bodies[at].pieces = pieces;
        }
    }

    fn pieces(&mut self, at: usize) -> Vec<Piece> {
        let body = &self.program.bodies[at];
        let (copies, is_cold) = (body.copies.len(), body.unit.is_some());
        let length = 1 + self.random.below(4 + 2 * copies);
        let mut owners: Vec<Option<usize>> = Vec::new();
        for _ in 0..length {
            owners.push(self.random.below(copies + 1).checked_sub(1));
        }
        if self.random.chance(50) {
            owners.sort_by_key(|&copy| path(&self.program.bodies[at], copy));
        }
        let has_cold = is_cold && self.random.chance(30);
        let mut pieces: Vec<Piece> = Vec::new();
        for (number, copy) in owners.into_iter().enumerate() {
            let cold = number > 0 && has_cold && self.random.chance(50);
            let line = 1 + self.random.below(200) as u32;
            pieces.push(Piece { copy, cold, line, code: self.instruction(at, length) });
        }
        let end = Piece { copy: None, cold: false, line: 3, code: Code::Return };
        pieces.push(end);
        pieces.sort_by_key(|piece| piece.cold);
        pieces
    }

    fn instruction(&mut self, at: usize, length: usize) -> Code {
        let to = self.random.below(self.program.bodies.len());
        let is_kept = !self.program.bodies[to].dropped;
        match self.random.below(100) {
            0..10 => Code::Loop,
            10..35 if is_kept => {
                let may_tell = self.may_tell(at, to);
                Code::Call(to, may_tell && self.random.chance(60))
            }
            35..43 if is_kept && to != at => Code::Jump(to),
            43..50 if is_kept && to != at => Code::Branch(to),
            50..60 => Code::Inside(self.random.below(length)),
            60..65 => Code::Elsewhere(self.random.below(3)),
            _ => Code::Plain(1 + self.random.below(9) as u8),
        }
    }

    /// True if a DIE of the caller's unit can name what is called there.
    fn may_tell(&self, from: usize, to: usize) -> bool {
        let (from, to) = (&self.program.bodies[from], &self.program.bodies[to]);
        let is_plain = to.symbols.iter().all(|symbol| symbol.suffix == Suffix::None);
        let external = self.program.functions[to.function].external && is_plain;
        from.unit.is_some() && to.unit.is_some() && (from.unit == to.unit || external)
    }
}

/// Where a copy lies, from the outermost one inwards: by that pieces are in order.
fn path(body: &Body, copy: Option<usize>) -> Vec<usize> {
    let mut path = body.around(copy);
    path.reverse();
    path
}
