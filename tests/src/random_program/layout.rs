//! A program -> where each piece of its code lies, and the bytes of x86-64.

use super::model::{Code, Program};

/// What kind of ELF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `ET_EXEC`: addresses, no relocations.
    Linked,
    /// `ET_REL`: offsets in sections, relocations.
    Object,
}

/// The two sections of code.
pub(super) const SECTIONS: [&str; 2] = [".text", ".text.unlikely"];
/// Bytes of padding under a `__pfx_` symbol.
pub(super) const PADDING: u64 = 16;
const FIRST: u64 = 0x40_1000;
const PAGE: u64 = 0x1000;

/// Where a piece of code lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// Of [`SECTIONS`].
    pub(super) section: usize,
    pub(super) begin: u64,
    pub(super) end: u64,
}

/// What a field of an instruction leads to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// An offset in a section.
    Here(usize, u64),
    /// A function of another object.
    Elsewhere(usize),
}

/// A field of four bytes, counted from behind itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) section: usize,
    pub(super) at: u64,
    pub(super) target: Target,
}

/// Where everything lies.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) form: Form,
    /// Of each body each piece; none of one that the linker dropped.
    pub(super) pieces: Vec<Vec<Spot>>,
    pub(super) code: [Vec<u8>; 2],
    /// Fields that are left to relocations.
    pub(super) fields: Vec<Field>,
}

impl Layout {
    pub(super) fn new(program: &Program, form: Form) -> Self {
        let mut layout =
            Self { form, pieces: Vec::new(), code: [Vec::new(), Vec::new()], fields: Vec::new() };
        for body in &program.bodies {
            let [text, _] = &mut layout.code;
            text.resize(text.len().next_multiple_of(16), 0xcc);
            if body.padded && !body.dropped {
                text.resize(text.len() + PADDING as usize, 0x90);
            }
            let pieces = body.pieces.iter().filter(|_| !body.dropped);
            let spots = pieces.map(|piece| layout.place(usize::from(piece.cold), piece.code));
            let spots = spots.collect();
            layout.pieces.push(spots);
        }
        layout.aim(program);
        layout
    }

    /// The address of a section; 0 in an object.
    pub(super) fn base(&self, section: usize) -> u64 {
        let cold = (self.code[1].len() as u64).next_multiple_of(PAGE);
        match (self.form, section) {
            (Form::Object, _) => 0,
            (Form::Linked, 1) => FIRST,
            (Form::Linked, _) => FIRST + cold,
        }
    }

    /// An address as klpscope writes it.
    pub(super) fn address(&self, section: usize, offset: u64) -> String {
        match self.form {
            Form::Linked => format!("{:#x}", self.base(section) + offset),
            Form::Object => format!("{}+{offset:#x}", SECTIONS[section]),
        }
    }

    /// The entry of a body: where its first piece begins.
    pub(super) fn entry(&self, body: usize) -> Option<Spot> {
        self.pieces[body].first().copied()
    }

    /// The address of an entry, as klpscope writes it.
    pub(super) fn entry_address(&self, body: usize) -> String {
        let entry = self.entry(body);
        entry.map_or(String::new(), |entry| self.address(entry.section, entry.begin))
    }

    /// What some pieces of a body cover: pieces side by side are one range.
    pub(super) fn ranges(&self, body: usize, wanted: impl Fn(usize) -> bool) -> Vec<Spot> {
        let spots = self.pieces[body].iter().enumerate().filter(|(at, _)| wanted(*at));
        let mut found: Vec<Spot> = spots.map(|(_, spot)| *spot).collect();
        found.sort_unstable();
        found.dedup_by(|next, last| {
            let joins = (last.section, last.end) == (next.section, next.begin);
            if joins {
                last.end = next.end;
            }
            joins
        });
        found
    }

    /// True if the assembler leaves a call of this body's code to a relocation: the symbol is
    /// global, or the section another one.
    pub(super) fn is_relocated(&self, program: &Program, from: usize, to: usize) -> bool {
        let is_global = program.bodies[to].symbols.iter().any(|symbol| symbol.global);
        let is_near = self.entry(to).is_some_and(|entry| entry.section == from);
        self.form == Form::Object && (is_global || !is_near)
    }

    fn place(&mut self, section: usize, code: Code) -> Spot {
        let bytes = &mut self.code[section];
        let begin = bytes.len() as u64;
        match code {
            // cltd
            Code::Plain(length) => bytes.resize(bytes.len() + usize::from(length), 0x99),
            // dec %eax; jne
            Code::Loop => bytes.extend([0xff, 0xc8, 0x75, 0xfc]),
            Code::Call(..) => bytes.extend([0xe8, 0, 0, 0, 0]),
            Code::Jump(_) => bytes.extend([0xe9, 0, 0, 0, 0]),
            Code::Branch(_) => bytes.extend([0x0f, 0x85, 0, 0, 0, 0]),
            Code::Inside(_) => bytes.extend([0x0f, 0x84, 0, 0, 0, 0]),
            Code::Elsewhere(_) if self.form == Form::Object => bytes.extend([0xe8, 0, 0, 0, 0]),
            // nopl 0(%rax,%rax)
            Code::Elsewhere(_) => bytes.extend([0x0f, 0x1f, 0x44, 0, 0]),
            Code::Return => bytes.push(0xc3),
        }
        Spot { section, begin, end: bytes.len() as u64 }
    }

    /// Fills in where calls and jumps lead, or leaves that to a relocation.
    fn aim(&mut self, program: &Program) {
        for (at, body) in program.bodies.iter().enumerate() {
            for (piece, spot) in body.pieces.iter().zip(self.pieces[at].clone()) {
                let (target, is_relocated) = match piece.code {
                    Code::Call(to, _) | Code::Jump(to) | Code::Branch(to) => {
                        let entry = self.entry(to).expect("what is called was kept");
                        let relocated = self.is_relocated(program, spot.section, to);
                        (Target::Here(entry.section, entry.begin), relocated)
                    }
                    Code::Inside(to) => {
                        let to = self.pieces[at][to];
                        let is_far = to.section != spot.section && self.form == Form::Object;
                        (Target::Here(to.section, to.begin), is_far)
                    }
                    Code::Elsewhere(to) if self.form == Form::Object => {
                        (Target::Elsewhere(to), true)
                    }
                    Code::Elsewhere(_) | Code::Plain(_) | Code::Loop | Code::Return => continue,
                };
                let field = Field { section: spot.section, at: spot.end - 4, target };
                if is_relocated {
                    self.fields.push(field);
                } else {
                    self.fill(field);
                }
            }
        }
    }

    fn fill(&mut self, field: Field) {
        let Target::Here(section, offset) = field.target else { return };
        let to = self.base(section) + offset;
        let next = self.base(field.section) + field.at + 4;
        let at = field.at as usize;
        let distance = to.wrapping_sub(next) as u32;
        self.code[field.section][at..at + 4].copy_from_slice(&distance.to_le_bytes());
    }
}
