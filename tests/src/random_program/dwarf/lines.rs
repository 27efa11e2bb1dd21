//! Paths in all their spellings, and the table of lines.

use gimli::write::{DirectoryId, FileId, LineProgram, LineString};
use gimli::{Encoding, Format, LineEncoding};

use super::super::layout::Spot;
use super::super::model::{Body, Piece};
use super::{FOLDER, Writer};

impl Writer<'_> {
    /// The line program of a unit, and its number for each file of the program.
    pub(super) fn lines(&mut self, number: usize) -> (LineProgram, Vec<FileId>) {
        let unit = &self.program.units[number];
        let encoding = Encoding { format: Format::Dwarf32, version: unit.version, address_size: 8 };
        let folder = LineString::String(FOLDER.into());
        let source = LineString::String(self.program.files[unit.file].clone().into());
        let mut lines =
            LineProgram::new(encoding, LineEncoding::default(), folder, None, source, None);
        let paths = self.program.files.iter();
        let files: Vec<FileId> = paths.map(|path| self.file(&mut lines, path)).collect();
        for (at, body) in self.program.bodies.iter().enumerate() {
            if body.unit == Some(number) {
                let rows: Vec<_> =
                    body.pieces.iter().zip(self.layout.pieces[at].iter().copied()).collect();
                for rows in rows.chunk_by(|a, b| a.1.section == b.1.section) {
                    self.sequence(&mut lines, &files, body, rows);
                }
            }
        }
        (lines, files)
    }

    /// A sequence of rows: one for each piece of code.
    fn sequence(
        &self,
        lines: &mut LineProgram,
        files: &[FileId],
        body: &Body,
        rows: &[(&Piece, Spot)],
    ) {
        let (first, last) = (rows[0].1, rows[rows.len() - 1].1);
        lines.begin_sequence(Some(self.at(first.section, first.begin)));
        for (piece, spot) in rows {
            let function = piece.copy.map_or(body.function, |copy| body.copies[copy].function);
            let place = self.program.functions[function].place;
            let row = lines.row();
            row.address_offset = spot.begin - first.begin;
            row.file = files[place.map_or(0, |place| place.0)];
            row.line = u64::from(piece.line);
            lines.generate_row();
        }
        lines.end_sequence(last.end - first.begin);
    }

    /// A file, by one of the spellings of its path.
    fn file(&mut self, lines: &mut LineProgram, path: &str) -> FileId {
        let (folder, name) = path.rsplit_once('/').expect("a complete path");
        let here: DirectoryId = lines.default_directory();
        let inner = path.strip_prefix(FOLDER).and_then(|inner| inner.strip_prefix('/'));
        let (directory, name) = match (self.random.below(6), inner) {
            (0, _) => (here, path.to_owned()),
            (1, Some(inner)) => (here, inner.to_owned()),
            (2, Some(inner)) => (here, format!("./lib/../{inner}")),
            (3, Some(inner)) => match inner.rsplit_once('/') {
                Some((folder, name)) => {
                    (lines.add_directory(LineString::String(folder.into())), name.to_owned())
                }
                None => (here, inner.to_owned()),
            },
            (4, _) => {
                let folder = format!("{folder}/../{}", folder.rsplit('/').next().unwrap_or("."));
                (lines.add_directory(LineString::String(folder.into())), name.to_owned())
            }
            _ => (lines.add_directory(LineString::String(folder.into())), name.to_owned()),
        };
        lines.add_file(LineString::String(name.into()), directory, None)
    }
}
