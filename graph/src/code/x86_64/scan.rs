//! Code becomes instructions by their lengths: all that the direct calls and jumps of
//! a whole kernel need.
//!
//! Tables know the common encodings. What they do not know (VEX, EVEX, `lock`, address
//! size, what is not valid, what the end cuts off) the decoder is asked for, one
//! instruction each: so the answer is the decoder's for any bytes, by its own rules of
//! how far to go on behind what is not valid.

mod pairs;
mod rows;

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, OpKind};

use self::pairs::Pair;
use self::rows::{
    CALL, CONDITIONAL_JUMP, JUMP, OPERAND_SIZE, PLAIN, REPEAT, REPEAT_NOT, Row, Rows,
};
use super::super::{Transfer, TransferKind};

/// The longest valid instruction (Intel SDM volume 2, section 2.3.11).
const LONGEST: usize = 15;

/// Direct calls and jumps of the code that begins at `address`, in order.
pub(super) fn transfers(code: &[u8], address: u64, found: &mut Vec<Transfer>) {
    walk(code, address, |begin, end, direct| {
        let Some((kind, width)) = direct else { return };
        let next = address.wrapping_add(end as u64);
        found.push(Transfer {
            site: address.wrapping_add(begin as u64),
            next,
            field: next.wrapping_sub(u64::from(width)),
            target: next.wrapping_add_signed(displacement(&code[..end], width)),
            kind,
        });
    });
}

/// The signed number of one, two or four bytes that ends an instruction.
#[inline(always)]
fn displacement(code: &[u8], width: u32) -> i64 {
    match code.last_chunk() {
        Some(bytes) => i64::from(i32::from_le_bytes(*bytes) >> (32 - 8 * width.min(4)).min(24)),
        // Less than four bytes: it has one.
        None => code.last().map_or(0, |&byte| i64::from(byte as i8)),
    }
}

/// What a transfer is, and the bytes of its displacement, which ends the instruction.
type Direct = Option<(TransferKind, u32)>;

/// Calls `each` with the begin and the end of every instruction, or of a run of fill.
#[inline(always)]
fn walk(code: &[u8], address: u64, mut each: impl FnMut(usize, usize, Direct)) {
    let mut slow = Slow { code, address, decoder: None };
    let mut at = 0;
    while at < code.len() {
        let word = word(code, at);
        let rex = usize::from(word & 0xf0 == 0x40);
        let pair = Pair::of((word >> (8 * rex)) as u16);
        let (end, direct) = match pair.len() {
            Some(len) => (at.wrapping_add(rex).wrapping_add(len), None),
            None => match pair.transfer() {
                Some((len, kind)) => {
                    let width = if len == 2 { 1 } else { 4 };
                    (at.wrapping_add(rex).wrapping_add(len), direct(kind, width))
                }
                None => slow.next(at, word),
            },
        };
        let (end, direct) = if end > code.len() { slow.decoded(at) } else { (end, direct) };
        each(at, end, direct);
        at = end;
    }
}

#[inline(always)]
fn direct(kind: u32, width: u32) -> Direct {
    let kind = match kind {
        CALL => TransferKind::Call,
        JUMP => TransferKind::Jump,
        CONDITIONAL_JUMP => TransferKind::ConditionalJump,
        _ => return None,
    };
    Some((kind, width))
}

/// The length of an instruction, as far as tables tell it.
struct Shape {
    /// True if the instruction is valid, and all else is true.
    sure: bool,
    len: u32,
    /// Bytes of the immediate.
    immediate: u32,
    /// 1 with REX.W.
    wide: u32,
    row: Row,
}

impl Shape {
    /// Of the instruction whose first eight bytes these are: REX, escape, opcode, ModRM
    /// and SIB are among them. Which of them are there changes from instruction to
    /// instruction, so that a processor guesses badly: it is computed, not branched on.
    /// All sums are small.
    #[inline(always)]
    fn of(word: u64, rows: &Rows) -> Self {
        let rex = u32::from(word & 0xf0 == 0x40);
        let wide = rex & (word >> 3) as u32;
        let word = word >> (8 * rex);
        let escape = u32::from(word & 0xff == 0x0f);
        let word = word >> (8 * escape);
        let row = rows[(escape << 8) as usize | usize::from(word as u8)];
        let modrm = (word >> 8) as u8;
        let form = u32::from(FORMS[usize::from(modrm)]);
        // Without a base, which only the SIB byte tells, four bytes follow it.
        let based = u32::from((word >> 8) & 0x07c7 == 0x0504) << 2;
        let memory = ((form & 15) + based) & row.modrm().wrapping_neg();
        let tested = row.test() & u32::from(modrm & 0x30 == 0).wrapping_neg();
        let immediate = row.immediate() + tested;
        let longer = (row.wide() & wide) << 2;
        Self {
            sure: row.is_sure(form >> 4),
            len: rex + escape + 1 + memory + immediate + longer,
            immediate,
            wide,
            row,
        }
    }
}

/// By ModRM byte: the bytes of ModRM, SIB and displacement (Intel SDM volume 2, table
/// 2-2), and in the upper half what [`Row::is_sure`] asks.
static FORMS: [u8; 256] = forms();

const fn forms() -> [u8; 256] {
    let mut forms = [0; 256];
    let mut modrm = 0;
    while modrm < 256 {
        let (mode, reg, rm) = (modrm >> 6, modrm >> 3 & 7, modrm & 7);
        let sib = if mode != 3 && rm == 4 { 1 } else { 0 };
        let displacement = match mode {
            0 if rm == 5 => 4,
            1 => 1,
            2 => 4,
            _ => 0,
        };
        let form = if mode == 3 { 8 + reg } else { reg };
        forms[modrm] = (form << 4 | (1 + sib + displacement)) as u8;
        modrm += 1;
    }
    forms
}

/// What two bytes do not tell.
struct Slow<'c> {
    code: &'c [u8],
    address: u64,
    /// Made when it is asked for the first time.
    decoder: Option<Decoder<'c>>,
}

impl Slow<'_> {
    /// The end of the instruction, or the run of fill, at `at`, and what it transfers.
    #[inline(never)]
    fn next(&mut self, at: usize, word: u64) -> (usize, Direct) {
        let shape = Shape::of(word, &PLAIN);
        if shape.sure {
            return (at + shape.len as usize, direct(shape.row.kind(), shape.immediate));
        }
        let fill = fill(&self.code[at..]);
        if fill > 0 {
            return (at + fill, None);
        }
        match behind_prefixes(self.code, at) {
            Some((len, row, immediate)) => (at + len, direct(row.kind(), immediate)),
            None => self.decoded(at),
        }
    }

    /// The same by the decoder.
    #[inline(never)]
    fn decoded(&mut self, at: usize) -> (usize, Direct) {
        let mut insn = Instruction::default();
        let decoder = self.decoder.get_or_insert_with(|| {
            Decoder::with_ip(64, self.code, self.address, DecoderOptions::NONE)
        });
        // Cannot fail: the place is in the code.
        let _ = decoder.set_position(at);
        decoder.set_ip(self.address.wrapping_add(at as u64));
        decoder.decode_out(&mut insn);
        let kind = match insn.flow_control() {
            FlowControl::Call if insn.op0_kind() == OpKind::NearBranch64 => CALL,
            FlowControl::UnconditionalBranch => JUMP,
            FlowControl::ConditionalBranch => CONDITIONAL_JUMP,
            // `xbegin` names its abort handler, in the same function.
            FlowControl::XbeginXabortXend if insn.op0_kind() == OpKind::NearBranch64 => {
                CONDITIONAL_JUMP
            }
            _ => 0,
        };
        let width = decoder.get_constant_offsets(&insn).immediate_size() as u32;
        (at + insn.len().max(1), direct(kind, width))
    }
}

/// How many no-ops and traps of one byte the code begins with: a kernel has as many of
/// them between functions as it has other instructions.
fn fill(code: &[u8]) -> usize {
    let pads = |words: &&[u8; 8]| words.iter().all(|&byte| is_fill(byte));
    let (words, _) = code.as_chunks();
    let whole = 8 * words.iter().take_while(pads).count();
    whole + code[whole..].iter().take_while(|&&byte| is_fill(byte)).count()
}

/// `nop` and `int3`.
fn is_fill(byte: u8) -> bool {
    matches!(byte, 0x90 | 0xcc)
}

/// The length of an instruction that begins with segment prefixes, 66, f2 or f3, its row,
/// and the bytes of its immediate, if they are sure.
fn behind_prefixes(code: &[u8], at: usize) -> Option<(usize, Row, u32)> {
    let rest = &code[at..code.len().min(at + LONGEST)];
    let mut chosen = None;
    let mut prefixes = 0;
    loop {
        match (rest.get(prefixes)?, chosen) {
            (0x26 | 0x2e | 0x36 | 0x3e | 0x64 | 0x65, _) | (0x66, Some(0x66)) => {}
            // Two of them together are rare, and not the same for all opcodes.
            (&prefix @ (0x66 | 0xf2 | 0xf3), None) => chosen = Some(prefix),
            _ => break,
        }
        prefixes += 1;
    }
    let rows = match chosen {
        Some(0x66) => &OPERAND_SIZE,
        Some(0xf2) => &REPEAT_NOT,
        Some(_) => &REPEAT,
        None => &PLAIN,
    };
    let shape = Shape::of(word(code, at + prefixes), rows);
    let narrowed = chosen == Some(0x66) && shape.wide & 1 == 0 && shape.immediate != 0;
    let shorter = if narrowed { 2 * shape.row.narrow() } else { 0 };
    let len = prefixes + (shape.len - shorter) as usize;
    (shape.sure && prefixes > 0 && len <= rest.len()).then_some((len, shape.row, shape.immediate))
}

/// Eight bytes from `at` on, zeros behind the end.
#[inline(always)]
fn word(code: &[u8], at: usize) -> u64 {
    let rest = code.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}
