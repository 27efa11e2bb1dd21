//! Opcodes of x86-64 become rows: how long the rest of the instruction is, and whether
//! it transfers control (Intel SDM volume 2, appendix A, tables ).
//!
//! A row is sure of a form only if every encoding of that form is valid, whatever the
//! bytes around it: the scanner asks the decoder for all others. So a row that is missing
//! costs time, and a test holds every row to the decoder.

/// What is known of one opcode, in one number: it is read once an instruction.
#[derive(Clone, Copy)]
pub(super) struct Row(u32);

impl Row {
    /// True if a form of the ModRM byte is surely valid. `form` is the value of its `reg`
    /// field, 8 more with a register in place of memory. Always true without a ModRM byte.
    #[inline(always)]
    pub(super) const fn is_sure(self, form: u32) -> bool {
        self.0 >> (form & 15) & 1 != 0
    }

    /// Bytes of the immediate without prefixes.
    #[inline(always)]
    pub(super) const fn immediate(self) -> u32 {
        self.0 >> 16 & 15
    }

    /// Bytes of it with `reg` 0 and 1 only: `test` among `not`, `neg`, `mul` and `div`.
    #[inline(always)]
    pub(super) const fn test(self) -> u32 {
        self.0 >> 20 & 7
    }

    /// 1 if a ModRM byte follows.
    #[inline(always)]
    pub(super) const fn modrm(self) -> u32 {
        self.0 >> 23 & 1
    }

    /// 1 if the immediate has four bytes more with REX.W: `mov $imm64,%reg`.
    #[inline(always)]
    pub(super) const fn wide(self) -> u32 {
        self.0 >> 24 & 1
    }

    /// 1 if the immediate has two bytes less with 66 and without REX.W.
    #[inline(always)]
    pub(super) const fn narrow(self) -> u32 {
        self.0 >> 25 & 1
    }

    /// What control does: 0 or one of the numbers below. A direct transfer ends with its
    /// displacement.
    #[inline(always)]
    pub(super) const fn kind(self) -> u32 {
        self.0 >> 26
    }
}

pub(super) const CALL: u32 = 1;
pub(super) const JUMP: u32 = 2;
pub(super) const CONDITIONAL_JUMP: u32 = 3;

/// Opcodes without an escape byte, then those behind `0f`.
pub(super) type Rows = [Row; 512];

/// Without a prefix that chooses among instructions behind `0f`.
pub(super) static PLAIN: Rows = PLAIN_ROWS;
/// The same, for what is made of it.
pub(super) const PLAIN_ROWS: Rows = rows(&PLAIN_0F, &FEW_0F);
/// With 66.
pub(super) static OPERAND_SIZE: Rows = rows(&OPERAND_SIZE_0F, &[]);
/// With f3.
pub(super) static REPEAT: Rows = rows(&REPEAT_0F, &[]);
/// With f2.
pub(super) static REPEAT_NOT: Rows = rows(&REPEAT_NOT_0F, &[]);

/// The shape of an opcode's rest.
#[derive(Clone, Copy)]
enum Rest {
    /// Bytes of an immediate, no ModRM byte.
    Bytes(u8),
    /// ModRM and what it asks for, then an immediate.
    ModRm(u8),
}
use Rest::{Bytes, ModRm};

/// Opcodes from the first to the last.
type Run = (u8, u8, Rest);
/// Opcodes that are valid for some forms only: bits by `reg`, with memory and with a register.
type Group = (u8, Rest, [u8; 2]);

/// Opcodes without an escape byte; what is not here is asked for.
const ONE: [Run; 51] = [
    (0x00, 0x03, ModRm(0)),
    (0x04, 0x04, Bytes(1)),
    (0x05, 0x05, Bytes(4)),
    (0x08, 0x0b, ModRm(0)),
    (0x0c, 0x0c, Bytes(1)),
    (0x0d, 0x0d, Bytes(4)),
    (0x10, 0x13, ModRm(0)),
    (0x14, 0x14, Bytes(1)),
    (0x15, 0x15, Bytes(4)),
    (0x18, 0x1b, ModRm(0)),
    (0x1c, 0x1c, Bytes(1)),
    (0x1d, 0x1d, Bytes(4)),
    (0x20, 0x23, ModRm(0)),
    (0x24, 0x24, Bytes(1)),
    (0x25, 0x25, Bytes(4)),
    (0x28, 0x2b, ModRm(0)),
    (0x2c, 0x2c, Bytes(1)),
    (0x2d, 0x2d, Bytes(4)),
    (0x30, 0x33, ModRm(0)),
    (0x34, 0x34, Bytes(1)),
    (0x35, 0x35, Bytes(4)),
    (0x38, 0x3b, ModRm(0)),
    (0x3c, 0x3c, Bytes(1)),
    (0x3d, 0x3d, Bytes(4)),
    (0x50, 0x5f, Bytes(0)),
    (0x63, 0x63, ModRm(0)),
    (0x68, 0x68, Bytes(4)),
    (0x69, 0x69, ModRm(4)),
    (0x6a, 0x6a, Bytes(1)),
    (0x6b, 0x6b, ModRm(1)),
    (0x6c, 0x6f, Bytes(0)),
    (0x70, 0x7f, Bytes(1)),
    (0x80, 0x80, ModRm(1)),
    (0x81, 0x81, ModRm(4)),
    (0x83, 0x83, ModRm(1)),
    (0x84, 0x8b, ModRm(0)),
    // `nop` comes in runs.
    (0x91, 0x99, Bytes(0)),
    (0x9b, 0x9f, Bytes(0)),
    (0xa0, 0xa3, Bytes(8)),
    (0xa4, 0xa7, Bytes(0)),
    (0xa8, 0xa8, Bytes(1)),
    (0xa9, 0xa9, Bytes(4)),
    (0xaa, 0xaf, Bytes(0)),
    (0xb0, 0xb7, Bytes(1)),
    (0xb8, 0xbf, Bytes(4)),
    (0xc0, 0xc1, ModRm(1)),
    (0xc3, 0xc3, Bytes(0)),
    (0xc9, 0xc9, Bytes(0)),
    (0xd0, 0xd3, ModRm(0)),
    (0xe0, 0xe3, Bytes(1)),
    (0xe8, 0xe9, Bytes(4)),
];

/// More of them, and groups.
const MORE: [Run; 4] = [
    (0xc2, 0xc2, Bytes(2)),
    (0xeb, 0xeb, Bytes(1)),
    (0xf4, 0xf5, Bytes(0)),
    (0xf8, 0xfd, Bytes(0)),
];
const GROUPS: [Group; 7] = [
    // `lea` takes an address.
    (0x8d, ModRm(0), [0xff, 0]),
    (0xc6, ModRm(1), [1, 1]),
    // `xbegin` is `c7 f8`.
    (0xc7, ModRm(4), [1, 1]),
    (0xf6, ModRm(0), [0xff, 0xff]),
    (0xf7, ModRm(0), [0xff, 0xff]),
    (0xfe, ModRm(0), [0b11, 0b11]),
    // `inc`, `dec`, `call`, `call far`, `jmp`, `jmp far`, `push`.
    (0xff, ModRm(0), [0x7f, 0b101_0111]),
];

/// Behind `0f`, without 66, f2 and f3.
const PLAIN_0F: [Run; 31] = [
    (0x02, 0x03, ModRm(0)),
    (0x05, 0x09, Bytes(0)),
    (0x0b, 0x0b, Bytes(0)),
    (0x0d, 0x0d, ModRm(0)),
    (0x10, 0x12, ModRm(0)),
    (0x14, 0x16, ModRm(0)),
    (0x18, 0x1f, ModRm(0)),
    (0x28, 0x2a, ModRm(0)),
    (0x2c, 0x2f, ModRm(0)),
    (0x30, 0x35, Bytes(0)),
    (0x40, 0x4f, ModRm(0)),
    (0x51, 0x6b, ModRm(0)),
    (0x6e, 0x6f, ModRm(0)),
    (0x70, 0x70, ModRm(1)),
    (0x74, 0x76, ModRm(0)),
    (0x80, 0x8f, Bytes(4)),
    (0x90, 0x9f, ModRm(0)),
    (0xa0, 0xa2, Bytes(0)),
    (0xa3, 0xa3, ModRm(0)),
    (0xa4, 0xa4, ModRm(1)),
    (0xa5, 0xa5, ModRm(0)),
    (0xa8, 0xa9, Bytes(0)),
    (0xab, 0xab, ModRm(0)),
    (0xac, 0xac, ModRm(1)),
    (0xad, 0xad, ModRm(0)),
    (0xaf, 0xb1, ModRm(0)),
    (0xb3, 0xb3, ModRm(0)),
    (0xb6, 0xb7, ModRm(0)),
    (0xb9, 0xb9, ModRm(0)),
    (0xbb, 0xc1, ModRm(0)),
    (0xc8, 0xcf, Bytes(0)),
];
const FEW_0F: [Group; 3] = [
    (0xae, ModRm(0), [0xff, 0]),
    // `bt`, `bts`, `btr`, `btc` with a number.
    (0xba, ModRm(1), [0xf0, 0xf0]),
    // `cmpxchg8b` and `cmpxchg16b`.
    (0xc7, ModRm(0), [0b10, 0]),
];

/// Behind `0f`, with 66.
const OPERAND_SIZE_0F: [Run; 26] = [
    (0x0b, 0x0b, Bytes(0)),
    (0x10, 0x11, ModRm(0)),
    (0x14, 0x15, ModRm(0)),
    (0x1f, 0x1f, ModRm(0)),
    (0x28, 0x2a, ModRm(0)),
    (0x2c, 0x2f, ModRm(0)),
    (0x40, 0x4f, ModRm(0)),
    (0x51, 0x51, ModRm(0)),
    (0x54, 0x6f, ModRm(0)),
    (0x70, 0x70, ModRm(1)),
    (0x74, 0x76, ModRm(0)),
    (0x7c, 0x7f, ModRm(0)),
    (0x80, 0x8f, Bytes(4)),
    (0x90, 0x9f, ModRm(0)),
    (0xa3, 0xa3, ModRm(0)),
    (0xa4, 0xa4, ModRm(1)),
    (0xab, 0xab, ModRm(0)),
    (0xaf, 0xb1, ModRm(0)),
    (0xb3, 0xb3, ModRm(0)),
    (0xb6, 0xb7, ModRm(0)),
    (0xbb, 0xc1, ModRm(0)),
    (0xc2, 0xc2, ModRm(1)),
    (0xc4, 0xc4, ModRm(1)),
    (0xc6, 0xc6, ModRm(1)),
    (0xd0, 0xd6, ModRm(0)),
    (0xd8, 0xe6, ModRm(0)),
];

/// Behind `0f`, with f3.
const REPEAT_0F: [Run; 13] = [
    (0x10, 0x12, ModRm(0)),
    (0x16, 0x16, ModRm(0)),
    // `endbr64`
    (0x1e, 0x1f, ModRm(0)),
    (0x2a, 0x2a, ModRm(0)),
    (0x2c, 0x2d, ModRm(0)),
    (0x51, 0x53, ModRm(0)),
    (0x58, 0x5f, ModRm(0)),
    (0x6f, 0x6f, ModRm(0)),
    (0x70, 0x70, ModRm(1)),
    (0x7e, 0x7f, ModRm(0)),
    (0x80, 0x8f, Bytes(4)),
    (0xb8, 0xb8, ModRm(0)),
    (0xbc, 0xbd, ModRm(0)),
];

/// Behind `0f`, with f2.
const REPEAT_NOT_0F: [Run; 7] = [
    (0x10, 0x12, ModRm(0)),
    (0x2a, 0x2a, ModRm(0)),
    (0x2c, 0x2d, ModRm(0)),
    (0x51, 0x51, ModRm(0)),
    (0x58, 0x5a, ModRm(0)),
    (0x5c, 0x5f, ModRm(0)),
    (0x80, 0x8f, Bytes(4)),
];

const fn rows(escaped: &[Run], groups: &[Group]) -> Rows {
    let mut rows = [row(0, Bytes(0), [0, 0]); 512];
    set(&mut rows, 0, &ONE);
    set(&mut rows, 0, &MORE);
    set_groups(&mut rows, 0, &GROUPS);
    set(&mut rows, 256, escaped);
    set_groups(&mut rows, 256, groups);
    rows
}

const fn set(rows: &mut Rows, base: usize, runs: &[Run]) {
    let mut run = 0;
    while run < runs.len() {
        let (first, last, rest) = runs[run];
        let mut opcode = base + first as usize;
        while opcode <= base + last as usize {
            rows[opcode] = row(opcode, rest, [0xff, 0xff]);
            opcode += 1;
        }
        run += 1;
    }
}

const fn set_groups(rows: &mut Rows, base: usize, groups: &[Group]) {
    let mut group = 0;
    while group < groups.len() {
        let (opcode, rest, sure) = groups[group];
        rows[base + opcode as usize] = row(base + opcode as usize, rest, sure);
        group += 1;
    }
}

const fn row(opcode: usize, rest: Rest, sure: [u8; 2]) -> Row {
    let (modrm, immediate) = match rest {
        Bytes(bytes) => (0, bytes as u32),
        ModRm(bytes) => (1, bytes as u32),
    };
    let kind = match opcode {
        0xe8 => CALL,
        0xe9 | 0xeb => JUMP,
        0x70..=0x7f | 0xe0..=0xe3 | 0x180..=0x18f => CONDITIONAL_JUMP,
        _ => 0,
    };
    let test = match opcode {
        0xf6 => 1,
        0xf7 => 4,
        _ => 0,
    };
    let narrow = ((immediate == 4 || test == 4) && kind == 0) as u32;
    let wide = (0xb8 <= opcode && opcode <= 0xbf) as u32;
    let sure = u16::from_le_bytes(sure) as u32;
    Row(sure | immediate << 16 | test << 20 | modrm << 23 | wide << 24 | narrow << 25 | kind << 26)
}
