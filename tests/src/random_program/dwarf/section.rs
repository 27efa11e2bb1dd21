//! A section while it is written, with what a linker has to fill in.

use gimli::LittleEndian;
use gimli::write::{EndianVec, RelocateWriter, Relocation, RelocationTarget};

use super::super::layout::{Form, Layout};

/// Contents and relocations.
#[derive(Clone, Debug)]
pub(in super::super) struct Section {
    bytes: EndianVec<LittleEndian>,
    pub(in super::super) relocations: Vec<Relocation>,
}

impl Default for Section {
    fn default() -> Self {
        Self { bytes: EndianVec::new(LittleEndian), relocations: Vec::new() }
    }
}

impl RelocateWriter for Section {
    type Writer = EndianVec<LittleEndian>;

    fn writer(&self) -> &Self::Writer {
        &self.bytes
    }

    fn writer_mut(&mut self) -> &mut Self::Writer {
        &mut self.bytes
    }

    fn relocate(&mut self, relocation: Relocation) {
        self.relocations.push(relocation);
    }
}

impl Section {
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.slice().is_empty()
    }

    /// The contents as they are in a file; linked if the file is.
    pub(in super::super) fn contents(&self, layout: &Layout) -> Vec<u8> {
        let mut bytes = self.bytes.slice().to_vec();
        let relocations = self.relocations.iter().filter(|_| layout.form == Form::Linked);
        for relocation in relocations {
            let base = match relocation.target {
                RelocationTarget::Symbol(section) => layout.base(section),
                RelocationTarget::Section(_) => 0,
            };
            let value = base.wrapping_add_signed(relocation.addend).to_le_bytes();
            let (at, size) = (relocation.offset, usize::from(relocation.size));
            bytes[at..at + size].copy_from_slice(&value[..size]);
        }
        bytes
    }
}
