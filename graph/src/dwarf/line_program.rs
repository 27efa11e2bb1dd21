//! A line number program is run (DWARF 5, 6.2.5): opcodes become runs of addresses.

use gimli::{Error, Result, constants as dw};

use super::cursor::Cursor;
use super::line_header::LineHeader;

/// A row of the line table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) address: u64,
    pub(super) file: u64,
    pub(super) line: u64,
    pub(super) column: u64,
    /// The address is the first one behind the sequence.
    pub(super) end_sequence: bool,
}

/// Addresses from a row's own to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) row: Row,
    pub(super) end: u64,
    /// The first of a sequence: others begin where the one before ended.
    pub(super) is_first: bool,
}

/// The registers, at the begin of a sequence.
const START: Row = Row { address: 0, file: 1, line: 1, column: 0, end_sequence: false };

/// A program being run.
pub(super) struct LineProgram<'h, 'd> {
    header: &'h LineHeader<'d>,
    cursor: Cursor<'d>,
    row: Row,
    operation: u64,
    /// The sequence is of code that the linker dropped.
    dropped: bool,
    /// It is not, and an operation is a byte.
    is_plain: bool,
    /// The row before; one that ended a sequence if there is none.
    before: Row,
    /// No address was behind the first row of the sequence yet.
    is_first: bool,
    /// All addresses of this size.
    mask: u64,
    /// What each special opcode adds to the line, and to the operation.
    special: Vec<(i64, u8)>,
}

impl<'h, 'd> LineProgram<'h, 'd> {
    pub(super) fn new(header: &'h LineHeader<'d>, big_endian: bool) -> Self {
        let special = (header.opcode_base..=u8::MAX).map(|opcode| {
            let adjusted = opcode - header.opcode_base;
            let line = i64::from(header.line_base) + i64::from(adjusted % header.line_range);
            (line, adjusted / header.line_range)
        });
        let mut program = Self {
            header,
            cursor: Cursor::new(header.program, big_endian),
            row: START,
            operation: 0,
            dropped: false,
            is_plain: false,
            before: Row { end_sequence: true, ..START },
            is_first: false,
            mask: u64::MAX >> (64 - 8 * u32::from(header.address_size.clamp(1, 8))),
            special: special.collect(),
        };
        program.restart();
        program
    }

    /// The next run of addresses of one row, of code that the linker kept. Runs that end at
    /// or before `wanted` are left out, save the first of a sequence.
    pub(super) fn next(&mut self, wanted: u64) -> Result<Option<Span>> {
        let (mut row, mut cursor) = (self.row, self.cursor);
        let (mut before, mut is_first) = (self.before, self.is_first);
        if row.end_sequence {
            self.restart();
            row = START;
        }
        let base = self.header.opcode_base;
        while !cursor.is_empty() {
            let opcode = cursor.u8()?;
            let is_row = match opcode.checked_sub(base) {
                Some(special) if self.is_plain => {
                    let (line, operations) = self.special[usize::from(special)];
                    row.line = moved(row.line, line);
                    row.address = self.added(row.address, u64::from(operations))?;
                    true
                }
                None if opcode == dw::DW_LNS_copy.0 => true,
                None if opcode == dw::DW_LNS_negate_stmt.0 => false,
                None if opcode == dw::DW_LNS_set_column.0 => {
                    row.column = cursor.uleb()?;
                    false
                }
                None if opcode == dw::DW_LNS_advance_line.0 => {
                    row.line = moved(row.line, cursor.sleb()?);
                    false
                }
                _ => {
                    (self.row, self.cursor) = (row, cursor);
                    let is_row = self.other(opcode)?;
                    (row, cursor) = (self.row, self.cursor);
                    is_row
                }
            };
            if !is_row {
                continue;
            }
            if !self.dropped {
                let known = before;
                let was_first = is_first;
                // A sequence whose end was dropped is followed by one that may begin before it.
                is_first = known.end_sequence
                    || row.address < known.address
                    || (was_first && row.address == known.address);
                before = row;
                let is_asked = row.address > known.address && (was_first || row.address > wanted);
                if is_asked && !known.end_sequence {
                    let span = Span { row: known, end: row.address, is_first: was_first };
                    (self.row, self.cursor) = (row, cursor);
                    (self.before, self.is_first) = (before, is_first);
                    return Ok(Some(span));
                }
            }
            if row.end_sequence {
                self.restart();
                row = START;
            }
        }
        self.cursor = cursor;
        Ok(None)
    }

    fn restart(&mut self) {
        self.row = START;
        self.operation = 0;
        self.set_dropped(false);
    }

    fn set_dropped(&mut self, dropped: bool) {
        self.dropped = dropped;
        self.is_plain = !dropped
            && self.header.maximum_operations == 1
            && self.header.minimum_instruction_length == 1;
    }

    /// Runs any opcode; true if that yields a row.
    fn other(&mut self, opcode: u8) -> Result<bool> {
        if let Some(special) = opcode.checked_sub(self.header.opcode_base) {
            let (line, operations) = self.special[usize::from(special)];
            self.row.line = moved(self.row.line, line);
            self.advance(u64::from(operations))?;
            return Ok(true);
        }
        match gimli::DwLns(opcode) {
            gimli::DwLns(0) => return self.extended(),
            dw::DW_LNS_advance_pc => {
                let operations = self.cursor.uleb()?;
                self.advance(operations)?;
            }
            dw::DW_LNS_set_file => self.row.file = self.cursor.uleb()?,
            dw::DW_LNS_const_add_pc => {
                let (_, operations) = self.special.last().copied().unwrap_or_default();
                self.advance(u64::from(operations))?;
            }
            dw::DW_LNS_fixed_advance_pc => {
                let bytes = self.cursor.u16()?;
                if !self.dropped {
                    self.add(u64::from(bytes))?;
                    self.operation = 0;
                }
            }
            dw::DW_LNS_set_basic_block
            | dw::DW_LNS_set_prologue_end
            | dw::DW_LNS_set_epilogue_begin => {}
            dw::DW_LNS_set_isa => self.cursor.uleb().map(|_| ())?,
            // The header tells how many arguments an unknown opcode has.
            _ => {
                let lengths = self.header.opcode_lengths;
                let arguments = lengths.get(usize::from(opcode) - 1).copied().unwrap_or(0);
                for _ in 0..arguments {
                    self.cursor.uleb()?;
                }
            }
        }
        Ok(false)
    }

    fn extended(&mut self) -> Result<bool> {
        let length = self.cursor.uleb()?;
        let mut cursor = Cursor { bytes: self.cursor.take(length)?, at: 0, ..self.cursor };
        match gimli::DwLne(cursor.u8()?) {
            dw::DW_LNE_end_sequence => {
                self.row.end_sequence = true;
                return Ok(true);
            }
            dw::DW_LNE_set_address => {
                let address = cursor.uint(self.header.address_size)?;
                // Linkers give dropped code the last addresses, or ones from 0 on. Within a
                // sequence addresses only grow.
                self.set_dropped(address < self.row.address || address >= self.mask - 1);
                if !self.dropped {
                    self.row.address = address;
                    self.operation = 0;
                }
            }
            dw::DW_LNE_set_discriminator => cursor.uleb().map(|_| ())?,
            // What files a program defines itself, no DIE and no row names.
            dw::DW_LNE_define_file if self.header.version <= 4 => {
                cursor.text()?;
                for _ in 0..3 {
                    cursor.uleb()?;
                }
            }
            _ => {}
        }
        Ok(false)
    }

    #[inline]
    fn advance(&mut self, operations: u64) -> Result<()> {
        if self.dropped {
            return Ok(());
        }
        let instructions = match u64::from(self.header.maximum_operations) {
            1 => operations,
            maximum => {
                let operation = self.operation.wrapping_add(operations);
                self.operation = operation % maximum;
                operation / maximum
            }
        };
        self.add(instructions.wrapping_mul(u64::from(self.header.minimum_instruction_length)))
    }

    fn add(&mut self, bytes: u64) -> Result<()> {
        self.row.address = self.added(self.row.address, bytes)?;
        Ok(())
    }

    #[inline]
    fn added(&self, address: u64, bytes: u64) -> Result<u64> {
        let sum = address.checked_add(bytes).filter(|sum| sum & !self.mask == 0);
        sum.ok_or(Error::AddressOverflow)
    }
}

/// A line before the first is line 0: none.
#[inline]
fn moved(line: u64, by: i64) -> u64 {
    if by < 0 {
        line.saturating_sub(by.unsigned_abs())
    } else {
        line.wrapping_add(by.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(program: &[u8], maximum_operations: u8) -> LineHeader<'_> {
        LineHeader {
            version: 4,
            address_size: 4,
            minimum_instruction_length: 4,
            maximum_operations,
            line_base: -3,
            line_range: 12,
            opcode_base: 14,
            // Opcode 13 is unknown and has two arguments.
            opcode_lengths: &[0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 2],
            program,
        }
    }

    /// Begin, end and line of each run, and whether it is the first of its sequence.
    fn spans(header: &LineHeader<'_>, wanted: u64) -> Result<Vec<(u64, u64, u64, bool)>> {
        let mut program = LineProgram::new(header, false);
        let mut spans = Vec::new();
        while let Some(span) = program.next(wanted)? {
            spans.push((span.row.address, span.end, span.row.line, span.is_first));
        }
        Ok(spans)
    }

    const SET: [u8; 7] = [0, 5, 2, 0x00, 0x10, 0, 0];
    const END: [u8; 3] = [0, 1, 1];

    #[test]
    fn opcodes_become_runs_of_addresses() {
        // advance_pc 2, copy; special: line +1, operation +1; const_add_pc, unknown 13 with
        // two arguments, fixed_advance_pc 0x0102, advance_line -9, copy; advance_pc 1.
        let steps = [2, 2, 1, 14 + 4 + 12, 8, 13, 0x80, 1, 5, 9, 2, 1, 3, 0x77, 1, 2, 1];
        let program = [&SET[..], &steps, &END].concat();
        // const_add_pc: (255 - 14) / 12 = 20 operations of 4 bytes.
        let far = 0x100c + 80 + 0x102;
        let expected =
            [(0x1008, 0x100c, 1, true), (0x100c, far, 2, false), (far, far + 4, 0, false)];
        let known = header(&program, 1);
        assert_eq!(spans(&known, 0), Ok(expected.to_vec()));
        // What ends before the address that is asked for is left out.
        assert_eq!(spans(&known, far), Ok(vec![expected[0], expected[2]]));
        // Bytes that are instructions each take another path through the same opcodes.
        let known = LineHeader { minimum_instruction_length: 1, ..known };
        let far = 0x1003 + 20 + 0x102;
        let expected =
            vec![(0x1002, 0x1003, 1, true), (0x1003, far, 2, false), (far, far + 1, 0, false)];
        assert_eq!(spans(&known, 0), Ok(expected));
    }

    #[test]
    fn operations_of_a_bundle_share_its_address() {
        let program = [&SET[..], &[1, 2, 2, 1, 2, 2, 1, 2, 2], &END].concat();
        let known = header(&program, 3);
        let expected = vec![(0x1000, 0x1004, 1, true), (0x1004, 0x1008, 1, false)];
        assert_eq!(spans(&known, 0), Ok(expected));
    }

    #[test]
    fn dropped_sequences_yield_nothing() {
        let last = [0, 5, 2, 0xff, 0xff, 0xff, 0xff];
        let kept = [&SET[..], &[1, 2, 1], &END].concat();
        let program = [&last[..], &[2, 0x7f, 1, 2, 9], &END, &kept].concat();
        let expected = vec![(0x1000, 0x1004, 1, true)];
        assert_eq!(spans(&header(&program, 1), 0), Ok(expected.clone()));
        // So do addresses before those that the sequence has reached.
        let program = [&SET[..], &[1, 0, 5, 2, 0, 0, 0, 0, 2, 9, 1], &END, &kept].concat();
        assert_eq!(spans(&header(&program, 1), 0), Ok(expected));
    }

    #[test]
    fn damaged_programs_end_with_an_error() {
        for damaged in [
            // An address beyond the size of addresses, and one cut off; a length past the end;
            // no opcode at all; a number without end.
            &[2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1][..],
            &[0, 3, 2, 0, 0],
            &[0, 9, 1],
            &[0, 0],
            &[5, 0x80],
        ] {
            assert!(spans(&header(damaged, 1), 0).is_err(), "{damaged:?}");
        }
        assert_eq!(spans(&header(&[], 1), 0), Ok(Vec::new()));
    }
}
