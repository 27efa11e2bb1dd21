//! A line number program is run (DWARF 5, 6.2.5): opcodes become rows.

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
        Self {
            header,
            cursor: Cursor::new(header.program, big_endian),
            row: START,
            operation: 0,
            dropped: false,
            mask: u64::MAX >> (64 - 8 * u32::from(header.address_size.clamp(1, 8))),
            special: special.collect(),
        }
    }

    /// The next row of code that the linker kept.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        if self.row.end_sequence {
            self.restart();
        }
        while !self.cursor.is_empty() {
            let opcode = self.cursor.u8()?;
            let is_row = match opcode.checked_sub(self.header.opcode_base) {
                Some(special) => {
                    let (line, operations) = self.special[usize::from(special)];
                    self.advance_line(line);
                    self.advance(u64::from(operations))?;
                    true
                }
                // Half of all opcodes of GCC are one of these.
                None if opcode == dw::DW_LNS_copy.0 => true,
                None if opcode == dw::DW_LNS_set_column.0 => {
                    self.row.column = self.cursor.uleb()?;
                    false
                }
                None if opcode == dw::DW_LNS_negate_stmt.0 => false,
                None => self.standard(opcode)?,
            };
            if is_row && !self.dropped {
                return Ok(Some(self.row));
            }
            if self.row.end_sequence {
                self.restart();
            }
        }
        Ok(None)
    }

    fn restart(&mut self) {
        self.row = START;
        self.operation = 0;
        self.dropped = false;
    }

    /// Runs a standard or extended opcode; true if that yields a row.
    fn standard(&mut self, opcode: u8) -> Result<bool> {
        match gimli::DwLns(opcode) {
            gimli::DwLns(0) => return self.extended(),
            dw::DW_LNS_advance_pc => {
                let operations = self.cursor.uleb()?;
                self.advance(operations)?;
            }
            dw::DW_LNS_advance_line => {
                let lines = self.cursor.sleb()?;
                self.advance_line(lines);
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
                self.dropped = address < self.row.address || address >= self.mask - 1;
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

    /// A line before the first is line 0: none.
    #[inline]
    fn advance_line(&mut self, lines: i64) {
        self.row.line = if lines < 0 {
            self.row.line.saturating_sub(lines.unsigned_abs())
        } else {
            self.row.line.wrapping_add(lines.unsigned_abs())
        };
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

    #[inline]
    fn add(&mut self, bytes: u64) -> Result<()> {
        let address = self.row.address.checked_add(bytes).ok_or(Error::AddressOverflow)?;
        if address & !self.mask != 0 {
            return Err(Error::AddressOverflow);
        }
        self.row.address = address;
        Ok(())
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

    fn rows(header: &LineHeader<'_>) -> Result<Vec<(u64, u64, bool)>> {
        let mut program = LineProgram::new(header, false);
        let mut rows = Vec::new();
        while let Some(row) = program.next()? {
            rows.push((row.address, row.line, row.end_sequence));
        }
        Ok(rows)
    }

    const SET: [u8; 7] = [0, 5, 2, 0x00, 0x10, 0, 0];
    const END: [u8; 3] = [0, 1, 1];

    #[test]
    fn opcodes_become_rows() {
        // advance_pc 2, copy; special: line +1, operation +1; const_add_pc, unknown 13 with
        // two arguments, fixed_advance_pc 0x0102, advance_line -9, copy.
        let steps = [2, 2, 1, 14 + 4 + 12, 8, 13, 0x80, 1, 5, 9, 2, 1, 3, 0x77, 1];
        let program = [&SET[..], &steps, &END].concat();
        let known = header(&program, 1);
        // const_add_pc: (255 - 14) / 12 = 20 operations of 4 bytes.
        let expected = vec![
            (0x1008, 1, false),
            (0x100c, 2, false),
            (0x100c + 80 + 0x102, 0, false),
            (0x100c + 80 + 0x102, 0, true),
        ];
        assert_eq!(rows(&known), Ok(expected));
    }

    #[test]
    fn operations_of_a_bundle_share_its_address() {
        let program = [&SET[..], &[2, 2, 1, 2, 2, 1], &END].concat();
        let known = header(&program, 3);
        let expected = vec![(0x1000, 1, false), (0x1004, 1, false), (0x1004, 1, true)];
        assert_eq!(rows(&known), Ok(expected));
    }

    #[test]
    fn dropped_sequences_yield_nothing() {
        let last = [0, 5, 2, 0xff, 0xff, 0xff, 0xff];
        let program = [&last[..], &[2, 0x7f, 1, 1], &END, &SET, &[1], &END].concat();
        assert_eq!(rows(&header(&program, 1)), Ok(vec![(0x1000, 1, false), (0x1000, 1, true)]));
        // So do addresses before those that the sequence has reached.
        let program = [&SET[..], &[1, 0, 5, 2, 0, 0, 0, 0, 1], &END, &SET, &[1], &END].concat();
        let kept = vec![(0x1000, 1, false), (0x1000, 1, false), (0x1000, 1, true)];
        assert_eq!(rows(&header(&program, 1)), Ok(kept));
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
            assert!(rows(&header(damaged, 1)).is_err(), "{damaged:?}");
        }
        assert_eq!(rows(&header(&[], 1)), Ok(Vec::new()));
    }
}
