//! A program that shows something -> a smaller one that still does.

use super::model::{Body, Code, Program};

impl Program {
    /// Takes away one part after another as long as `shows` holds, which is asked so often at
    /// most.
    pub fn smallest(&self, most: usize, shows: impl Fn(&Self) -> bool) -> Self {
        let mut program = self.clone();
        let (mut next, mut kept) = (0, 0);
        for _ in 0..most {
            let parts: Vec<Part> =
                (0..program.bodies.len()).rev().flat_map(|at| program.parts(at)).collect();
            if kept >= parts.len() {
                break;
            }
            let smaller = program.without(parts[next % parts.len()]);
            if shows(&smaller) {
                // What was the next part is now this one.
                (program, kept) = (smaller, 0);
            } else {
                (next, kept) = (next + 1, kept + 1);
            }
        }
        program
    }

    /// What can be taken away of a body: first all of it, then its parts.
    fn parts(&self, at: usize) -> Vec<Part> {
        let body = &self.bodies[at];
        let mut parts = vec![Part::Body(at)];
        parts.extend((0..body.copies.len()).rev().map(|copy| Part::Copy(at, copy)));
        // The return stays.
        let pieces =
            (0..body.pieces.len()).filter(|&piece| body.pieces[piece].code != Code::Return);
        parts.extend(pieces.map(|piece| Part::Piece(at, piece)));
        parts.extend((0..body.folded.len()).map(|folded| Part::Folded(at, folded)));
        if body.padded || body.nocall || body.symbols.len() > 1 {
            parts.push(Part::Oddities(at));
        }
        parts
    }

    fn without(&self, part: Part) -> Self {
        let mut program = self.clone();
        match part {
            Part::Body(at) => program.drop_body(at),
            Part::Copy(at, copy) => drop_copy(&mut program.bodies[at], copy),
            Part::Piece(at, piece) => drop_piece(&mut program.bodies[at], piece),
            Part::Folded(at, folded) => {
                let body = &mut program.bodies[at];
                let function = &self.functions[body.folded.remove(folded).function];
                body.symbols.retain(|symbol| symbol.base != function.name);
            }
            Part::Oddities(at) => {
                let body = &mut program.bodies[at];
                (body.padded, body.nocall) = (false, false);
                body.symbols.retain(|symbol| !symbol.base.contains("_alias_"));
            }
        }
        program
    }

    fn drop_body(&mut self, gone: usize) {
        self.bodies.remove(gone);
        let pieces = self.bodies.iter_mut().flat_map(|body| &mut body.pieces);
        for piece in pieces {
            match &mut piece.code {
                Code::Call(to, _) | Code::Jump(to) | Code::Branch(to) => {
                    if *to == gone {
                        piece.code = Code::Plain(5);
                    } else {
                        *to -= usize::from(*to > gone);
                    }
                }
                _ => {}
            }
        }
    }
}

/// What can be taken away: of a body one of its parts.
#[derive(Clone, Copy)]
enum Part {
    Body(usize),
    Copy(usize, usize),
    Piece(usize, usize),
    Folded(usize, usize),
    Oddities(usize),
}

/// What lay in the copy lies in what was around it.
fn drop_copy(body: &mut Body, gone: usize) {
    let parent = body.copies.remove(gone).parent;
    let moved = |copy: Option<usize>| match copy {
        Some(copy) if copy == gone => parent,
        other => other.map(|copy| copy - usize::from(copy > gone)),
    };
    body.copies.iter_mut().for_each(|copy| copy.parent = moved(copy.parent));
    body.pieces.iter_mut().for_each(|piece| piece.copy = moved(piece.copy));
}

fn drop_piece(body: &mut Body, gone: usize) {
    body.pieces.remove(gone);
    for piece in &mut body.pieces {
        match &mut piece.code {
            Code::Inside(to) if *to == gone => piece.code = Code::Plain(6),
            Code::Inside(to) => *to -= usize::from(*to > gone),
            _ => {}
        }
    }
}
