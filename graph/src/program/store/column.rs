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

/// The blocks of consecutive rows of a column.
#[derive(Default)]
pub(super) struct Part {
    bytes: Vec<u8>,
    /// Of each block: smallest value, where its bits begin, how many a row has.
    blocks: Vec<(u64, u32, u8)>,
    rows: usize,
}

impl Part {
    /// Appends a block; all but the last of a column are full.
    pub(super) fn push(&mut self, block: &mut [u64]) {
        let bounds = |(low, high): (u64, u64), &value: &u64| (value.min(low), value.max(high));
        let (smallest, largest) = block.iter().fold((u64::MAX, 0), bounds);
        let bits = bits_for(largest.wrapping_sub(smallest));
        self.blocks.push((smallest, self.bytes.len() as u32, bits));
        self.rows += block.len();
        block.iter_mut().for_each(|value| *value = value.wrapping_sub(smallest));
        write_bits(block, bits, &mut self.bytes);
    }
}

/// A column without a place yet.
pub(super) struct Encoded {
    pub(super) column: Column,
    parts: Vec<Part>,
}

impl Encoded {
    /// A column of consecutive parts, each but the last of full blocks.
    pub(super) fn new(parts: Vec<Part>) -> Self {
        let rows: usize = parts.iter().map(|part| part.rows).sum();
        let bytes: usize = parts.iter().map(|part| part.bytes.len()).sum();
        let blocks: usize = parts.iter().map(|part| part.blocks.len()).sum();
        let all = || parts.iter().flat_map(|part| &part.blocks).map(|block| block.0);
        let (floor, highest) = (all().min().unwrap_or(0), all().max().unwrap_or(0));
        let mut column = Column { rows: rows as u32, floor, ..Column::default() };
        if bytes > 0 || floor != highest {
            column.base = bits_for(highest - floor).div_ceil(8);
            column.offset = bits_for(bytes as u64).div_ceil(8);
            column.len = (bytes + blocks * column.header()) as u64;
        }
        Self { column, parts }
    }

    /// A column of text.
    pub(super) fn text(bytes: Vec<u8>) -> Self {
        let len = bytes.len();
        let column = Column { rows: len as u32, len: len as u64, ..Column::default() };
        Self { column, parts: vec![Part { bytes, blocks: Vec::new(), rows: len }] }
    }

    /// Writes as many bytes as the column has.
    pub(super) fn write(&self, out: &mut [u8]) {
        let (mut at, column) = (0, self.column);
        let mut put = |bytes: &[u8]| {
            out[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        if column.len == 0 {
            return;
        }
        self.parts.iter().for_each(|part| put(&part.bytes));
        let mut before = 0;
        for part in &self.parts {
            for &(smallest, offset, bits) in &part.blocks {
                put(&[bits]);
                put(&(smallest - column.floor).to_le_bytes()[..usize::from(column.base)]);
                let offset = before + u64::from(offset);
                put(&offset.to_le_bytes()[..usize::from(column.offset)]);
            }
            before += part.bytes.len() as u64;
        }
    }
}

/// Packs numbers.
pub(super) fn encode(mut values: impl Iterator<Item = u64>) -> Encoded {
    let mut part = Part::default();
    let mut block = [0; BLOCK];
    loop {
        let mut filled = 0;
        for value in values.by_ref().take(BLOCK) {
            block[filled] = value;
            filled += 1;
        }
        if filled > 0 {
            part.push(&mut block[..filled]);
        }
        if filled < BLOCK {
            return Encoded::new(vec![part]);
        }
    }
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
    let begin = out.len();
    out.resize(begin + (values.len() * bits as usize).div_ceil(64) * 8, 0);
    let (mut word, mut filled) = (0_u64, 0_u32);
    let mut words = out[begin..].as_chunks_mut::<8>().0.iter_mut();
    for &value in values {
        word |= value << filled;
        filled += bits;
        if filled >= 64 {
            filled -= 64;
            if let Some(place) = words.next() {
                *place = word.to_le_bytes();
            }
            // What did not fit; a shift by all bits leaves nothing.
            word = value.checked_shr(bits - filled).unwrap_or(0);
        }
    }
    if let Some(place) = words.next() {
        *place = word.to_le_bytes();
    }
    out.truncate(begin + (values.len() * bits as usize).div_ceil(8));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(values: &[u64]) -> (Column, Vec<u8>) {
        let encoded = encode(values.iter().copied());
        let column = encoded.column;
        let mut bytes = vec![0; column.len as usize];
        encoded.write(&mut bytes);
        (column, bytes)
    }

    fn round_trip(values: &[u64]) -> usize {
        let (column, mut bytes) = written(values);
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
    fn parts_side_by_side_are_the_column() {
        let values: Vec<u64> = (0..300).map(|row| row * row % 977).collect();
        let part = |values: &[u64]| {
            let mut part = Part::default();
            values.chunks(BLOCK).for_each(|block| part.push(&mut block.to_vec()));
            part
        };
        let parts = Encoded::new(vec![part(&values[..128]), part(&values[128..])]);
        let mut bytes = vec![0; parts.column.len as usize];
        let column = parts.column;
        parts.write(&mut bytes);
        assert_eq!((column, bytes), written(&values));
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
        let (column, bytes) = written(&values);
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 0xff;
            let data = Data::Memory(broken);
            (0..300).for_each(|row| _ = column.get(&data, row));
        }
    }
}
