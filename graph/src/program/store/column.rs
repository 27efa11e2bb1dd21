//! A column of numbers <-> bits.
//!
//! Rows are taken [`BLOCK`] at a time. Of each block its smallest value is kept, and of
//! every row how much more it is, in as many bits as the largest of these needs: what is
//! sorted, or clustered as a compiler leaves it, takes few. A row is found by two reads: the
//! header of its block, and a word.
//!
//! ```text
//! bits of all blocks, each from a full byte | headers: bits, smallest - floor, offset
//! ```

use super::data::Data;

/// Rows of a block: fewer cost more headers, more make the bits wider.
pub(super) const BLOCK: usize = 64;

/// Where a column lies, and how wide its headers are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// Rows, or for text bytes.
    pub(super) rows: u32,
    /// First byte, counted from the first of the data.
    pub(super) at: u64,
    /// Bytes, headers included.
    pub(super) len: u64,
    /// The smallest value: what all rows have, if there are no headers.
    pub(super) floor: u64,
    /// Bytes of a header's smallest value.
    pub(super) base: u8,
    /// Bytes of a header's offset.
    pub(super) offset: u8,
}

/// Bytes of a column's entry in the directory of a file.
pub(crate) const ENTRY: usize = 32;

impl Column {
    /// The entry of the column in a directory.
    pub(crate) fn entry(self) -> [u8; ENTRY] {
        let mut entry = [0; ENTRY];
        entry[..8].copy_from_slice(&self.at.to_le_bytes());
        entry[8..16].copy_from_slice(&self.len.to_le_bytes());
        entry[16..24].copy_from_slice(&self.floor.to_le_bytes());
        entry[24..28].copy_from_slice(&self.rows.to_le_bytes());
        (entry[28], entry[29]) = (self.base, self.offset);
        entry
    }

    /// The column of an entry; `None` if it cannot lie in so many bytes of data.
    pub(crate) fn of_entry(entry: &[u8; ENTRY], data: usize) -> Option<Self> {
        let word = |at: usize| Some(u64::from_le_bytes(*entry.get(at..)?.first_chunk()?));
        let column = Self {
            at: word(0)?,
            len: word(8)?,
            floor: word(16)?,
            rows: word(24)? as u32,
            base: entry[28],
            offset: entry[29],
        };
        let data = data as u64;
        let fits = column.at.checked_add(column.len)? <= data;
        // Rows that are all alike take no bytes; some column of their table does.
        let few = u64::from(column.rows) <= data.saturating_mul(BLOCK as u64);
        (fits && few && column.base <= 8 && column.offset <= 8).then_some(column)
    }

    fn header(self) -> usize {
        1 + usize::from(self.base) + usize::from(self.offset)
    }

    /// The number in a row; 0 for a row that there is not. Nothing that the bytes say leads
    /// out of the column's file: it reads as 0 there.
    pub(super) fn get(self, data: &Data, row: usize) -> u64 {
        if row >= self.rows as usize {
            return 0;
        }
        if self.len == 0 {
            return self.floor;
        }
        let blocks = (self.rows as usize).div_ceil(BLOCK);
        let begin = self.at as usize;
        let headers = begin + (self.len as usize).saturating_sub(blocks * self.header());
        let header = headers + row / BLOCK * self.header();
        let word = data.word(header);
        let bits = (word & 0xff) as u32;
        let (base, offset) = if self.header() <= 8 {
            let rest = word >> 8;
            (low(rest, self.base), low(rest >> (8 * u32::from(self.base)), self.offset))
        } else {
            let base = low(data.word(header + 1), self.base);
            (base, low(data.word(header + 1 + usize::from(self.base)), self.offset))
        };
        let smallest = self.floor.wrapping_add(base);
        if bits == 0 {
            return smallest;
        }
        let bit = row % BLOCK * bits as usize;
        let at = begin.saturating_add(offset as usize).saturating_add(bit / 8);
        let more = data.word(at) >> (bit % 8);
        smallest.wrapping_add(if bits < 64 { more & ((1 << bits) - 1) } else { more })
    }
}

/// The lowest bytes of a word.
fn low(word: u64, bytes: u8) -> u64 {
    match bytes {
        0 => 0,
        1..8 => word & ((1 << (8 * u32::from(bytes))) - 1),
        _ => word,
    }
}

/// A column's bytes, without a place yet.
pub(super) struct Encoded {
    pub(super) column: Column,
    pub(super) bytes: Vec<u8>,
}

/// Packs numbers.
pub(super) fn encode(values: impl Iterator<Item = u64>) -> Encoded {
    let mut values = values.fuse();
    let mut bytes = Vec::new();
    // Of each block: smallest value, where its bits begin, how many a row has.
    let mut blocks: Vec<(u64, usize, u8)> = Vec::new();
    let mut rows = 0;
    let (mut floor, mut highest) = (u64::MAX, 0);
    let mut block = [0; BLOCK];
    loop {
        let mut filled = 0;
        for (slot, value) in block.iter_mut().zip(&mut values) {
            *slot = value;
            filled += 1;
        }
        if filled == 0 {
            break;
        }
        rows += filled;
        let block = &mut block[..filled];
        let (smallest, largest) = block
            .iter()
            .fold((u64::MAX, 0), |(low, high), &value| (value.min(low), value.max(high)));
        (floor, highest) = (smallest.min(floor), smallest.max(highest));
        let bits = bits_for(largest - smallest);
        blocks.push((smallest, bytes.len(), bits));
        block.iter_mut().for_each(|value| *value -= smallest);
        write_bits(block, bits, &mut bytes);
        if filled < BLOCK {
            break;
        }
    }
    let mut column = Column { rows: rows as u32, floor, ..Column::default() };
    if rows == 0 {
        column.floor = 0;
    } else if !bytes.is_empty() || floor != highest {
        column.base = bits_for(highest - floor).div_ceil(8);
        column.offset = bits_for(bytes.len() as u64).div_ceil(8);
        bytes.reserve_exact(blocks.len() * column.header());
        for (smallest, offset, bits) in blocks {
            bytes.push(bits);
            bytes.extend(&(smallest - floor).to_le_bytes()[..usize::from(column.base)]);
            bytes.extend(&(offset as u64).to_le_bytes()[..usize::from(column.offset)]);
        }
    }
    column.len = bytes.len() as u64;
    Encoded { column, bytes }
}

/// Bits of a number. A row of more than 57 could reach over nine bytes: it has eight.
fn bits_for(value: u64) -> u8 {
    match 64 - value.leading_zeros() {
        58.. => 64,
        bits => bits as u8,
    }
}

/// Appends numbers of `bits` each, the last byte filled with zeros.
fn write_bits(values: &[u64], bits: u8, out: &mut Vec<u8>) {
    let bits = u32::from(bits);
    if bits == 0 {
        return;
    }
    let (mut word, mut filled) = (0_u64, 0_u32);
    for &value in values {
        word |= value << filled;
        if filled + bits < 64 {
            filled += bits;
            continue;
        }
        out.extend(word.to_le_bytes());
        // What did not fit; a shift by all bits leaves nothing.
        word = value.checked_shr(64 - filled).unwrap_or(0);
        filled = filled + bits - 64;
    }
    out.extend(&word.to_le_bytes()[..filled.div_ceil(8) as usize]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(values: &[u64]) -> usize {
        let Encoded { column, mut bytes } = encode(values.iter().copied());
        let len = bytes.len();
        bytes.resize(len + super::super::data::SLACK, 0);
        let data = Data::Memory(bytes);
        let read: Vec<u64> = (0..values.len()).map(|row| column.get(&data, row)).collect();
        assert_eq!(read, values);
        assert_eq!(column.get(&data, values.len()), 0, "behind the last row");
        len
    }

    #[test]
    fn numbers_of_every_width_come_back() {
        for bits in 0..=64_u32 {
            let top = 1_u64.checked_shl(bits).map_or(u64::MAX, |top| top - 1);
            for rows in [0, 1, 2, 63, 64, 65, 200] {
                let values: Vec<u64> = (0..rows)
                    .map(|row: u64| row.wrapping_mul(0x9e37_79b9_7f4a_7c15) & top)
                    .collect();
                round_trip(&values);
                round_trip(&values.iter().map(|value| u64::MAX - value).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn what_is_the_same_takes_no_bytes_and_what_is_sorted_few() {
        assert_eq!(round_trip(&[7; 1000]), 0);
        let sorted: Vec<u64> = (0..6400).map(|row| 0xffff_ffff_8100_0000 + 16 * row).collect();
        assert!(round_trip(&sorted) < 6400 * 11 / 8);
    }

    #[test]
    fn damaged_headers_lead_nowhere() {
        let values: Vec<u64> = (0..300).map(|row| row * 1000).collect();
        let Encoded { column, bytes } = encode(values.iter().copied());
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 0xff;
            let data = Data::Memory(broken);
            (0..300).for_each(|row| _ = column.get(&data, row));
        }
    }
}
