//! An opcode and the byte behind it become a length, in one step: what two of three
//! instructions of a kernel need. Made of the rows when this is compiled.

use super::rows::{PLAIN_ROWS, Row};

/// What the two bytes tell. Zero where they do not tell all.
#[derive(Clone, Copy)]
pub(super) struct Pair(u8);

impl Pair {
    /// The length without REX, of an instruction that transfers nothing.
    #[inline(always)]
    pub(super) fn len(self) -> Option<usize> {
        (self.0.wrapping_sub(1) < 15).then_some(usize::from(self.0))
    }

    /// The length without REX, and what [`Row::kind`] says.
    #[inline(always)]
    pub(super) fn transfer(self) -> Option<(usize, u32)> {
        (self.0 != 0).then_some((usize::from(self.0 & 15), u32::from(self.0 >> 4)))
    }

    /// Of the opcode in the low byte and the byte behind it.
    #[inline(always)]
    pub(super) fn of(bytes: u16) -> Self {
        Self(PAIRS[usize::from(bytes)])
    }
}

/// The low half has the length, the upper half what [`Row::kind`] says.
static PAIRS: [u8; 1 << 16] = pairs();

const fn pairs() -> [u8; 1 << 16] {
    let mut pairs = [0; 1 << 16];
    let mut opcode = 0;
    while opcode < 256 {
        let mut next = 0;
        while next < 256 {
            pairs[next << 8 | opcode] = if opcode == 0x0f {
                // Only where no ModRM byte follows: `jcc`.
                pair(PLAIN_ROWS[256 + next], None, 2)
            } else {
                pair(PLAIN_ROWS[opcode], Some(next as u8), 1)
            };
            next += 1;
        }
        opcode += 1;
    }
    pairs
}

const fn pair(row: Row, modrm: Option<u8>, opcode: u32) -> u8 {
    let memory = match modrm {
        _ if row.modrm() == 0 => 0,
        Some(modrm) => {
            let form = super::FORMS[modrm as usize] as u32;
            // A SIB byte behind may say that four bytes follow.
            if modrm & 0xc7 == 4 || !row.is_sure(form >> 4) {
                return 0;
            }
            form & 15
        }
        None => return 0,
    };
    let tested = match modrm {
        Some(modrm) if modrm & 0x30 == 0 => row.test(),
        _ => 0,
    };
    // The length depends on REX.W.
    if !row.is_sure(0) && row.modrm() == 0 || row.wide() != 0 {
        return 0;
    }
    let len = opcode + memory + row.immediate() + tested;
    (row.kind() << 4 | len) as u8
}
