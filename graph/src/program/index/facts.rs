//! What a program knows besides its tables <-> bytes: the object, counts, coverage, notices.

use std::path::PathBuf;

use super::super::coverage::Coverage;
use super::super::kernel::{KernelFacts, Role};
use super::super::object::{ObjectInfo, SectionInfo};
use super::words::{Reader, Writer};
use crate::dwarf::Counts;
use crate::id::{Addr, AddrRange};
use crate::image::ElfKind;
use crate::notice::{Notice, Severity};

/// What stands beside the tables.
pub(super) struct Facts {
    pub(super) object: ObjectInfo,
    pub(super) kernel: KernelFacts,
    pub(super) counts: Counts,
    pub(super) coverage: Coverage,
    pub(super) notices: Vec<Notice>,
}

const KINDS: [ElfKind; 3] = [ElfKind::Executable, ElfKind::Dynamic, ElfKind::Relocatable];
const SEVERITIES: [Severity; 2] = [Severity::Note, Severity::Incomplete];

pub(super) fn write_object(object: &ObjectInfo, out: &mut Writer) {
    out.text(&object.path.to_string_lossy());
    out.option(object.build_id.as_deref());
    out.number(object.kind as u64);
    out.text(&object.machine);
    out.number(object.big_endian.into());
    out.number(object.decoded.into());
    out.option(object.source_root.as_deref());
    out.number(object.sections.len() as u64);
    for section in &object.sections {
        out.text(&section.name);
        out.number(section.address.0);
        out.number(section.size);
        out.number(section.linkage.into());
    }
}

fn read_object(from: &mut Reader<'_>) -> Option<ObjectInfo> {
    Some(ObjectInfo {
        path: PathBuf::from(from.text()?),
        called: None,
        debug_file: None,
        build_id: from.option()?,
        kind: one_of(&KINDS, from.number()?)?,
        machine: from.text()?,
        big_endian: from.flag()?,
        decoded: from.flag()?,
        source_root: from.option()?,
        sections: from.list(|from| {
            Some(SectionInfo {
                name: from.text()?,
                address: Addr(from.number()?),
                size: from.number()?,
                linkage: from.flag()?,
            })
        })?,
    })
}

pub(super) fn write_kernel(kernel: &KernelFacts, out: &mut Writer) {
    let (role, name) = match &kernel.role {
        Role::UserSpace => (0, ""),
        Role::Kernel => (1, ""),
        Role::KernelPart => (2, ""),
        Role::Module(name) => (3, name.as_str()),
    };
    out.number(role);
    out.text(name);
    out.number(kernel.lto_note.map_or(0, |note| 1 + u64::from(note)));
    out.number(kernel.has_ftrace.into());
}

fn read_kernel(from: &mut Reader<'_>) -> Option<KernelFacts> {
    let (role, name) = (from.number()?, from.text()?);
    let role = match role {
        0 => Role::UserSpace,
        1 => Role::Kernel,
        2 => Role::KernelPart,
        _ => Role::Module(name),
    };
    let lto_note = from.number()?.checked_sub(1).map(|note| note != 0);
    Some(KernelFacts { role, lto_note, has_ftrace: from.flag()? })
}

pub(super) fn write_counts(counts: &Counts, out: &mut Writer) {
    for number in [
        counts.dies,
        counts.subprograms,
        counts.subprograms_with_pc,
        counts.subprograms_cross_unit,
        counts.inlined_subroutines,
        counts.inlined_with_ranges,
        counts.inlined_with_code,
        counts.inlined_cross_unit,
        counts.call_sites,
        counts.unreadable_units,
        counts.units_without_code,
    ] {
        out.number(number);
    }
}

fn read_counts(from: &mut Reader<'_>) -> Option<Counts> {
    Some(Counts {
        dies: from.number()?,
        subprograms: from.number()?,
        subprograms_with_pc: from.number()?,
        subprograms_cross_unit: from.number()?,
        inlined_subroutines: from.number()?,
        inlined_with_ranges: from.number()?,
        inlined_with_code: from.number()?,
        inlined_cross_unit: from.number()?,
        call_sites: from.number()?,
        unreadable_units: from.number()?,
        units_without_code: from.number()?,
    })
}

pub(super) fn write_coverage(coverage: &Coverage, out: &mut Writer) {
    out.number(coverage.total);
    out.number(coverage.described);
    out.number(coverage.symbol_only);
    out.number(coverage.linkage);
    out.number(coverage.padding);
    out.number(coverage.unknown);
    out.number(coverage.unknown_ranges.len() as u64);
    for range in &coverage.unknown_ranges {
        out.number(range.begin.0);
        out.number(range.end.0);
    }
}

fn read_coverage(from: &mut Reader<'_>) -> Option<Coverage> {
    Some(Coverage {
        total: from.number()?,
        described: from.number()?,
        symbol_only: from.number()?,
        linkage: from.number()?,
        padding: from.number()?,
        unknown: from.number()?,
        unknown_ranges: from.list(|from| AddrRange::new(from.number()?, from.number()?))?,
    })
}

pub(super) fn write_notices(notices: &[Notice], out: &mut Writer) {
    out.number(notices.len() as u64);
    for notice in notices {
        out.number(notice.severity as u64);
        out.text(&notice.place);
        out.text(&notice.text);
    }
}

fn read_notices(from: &mut Reader<'_>) -> Option<Vec<Notice>> {
    from.list(|from| {
        let severity = one_of(&SEVERITIES, from.number()?)?;
        Some(Notice { severity, place: from.text()?, text: from.text()? })
    })
}

/// Reads all of it, in the order in which it was written.
pub(super) fn read(from: &mut Reader<'_>) -> Option<Facts> {
    Some(Facts {
        object: read_object(from)?,
        kernel: read_kernel(from)?,
        counts: read_counts(from)?,
        coverage: read_coverage(from)?,
        notices: read_notices(from)?,
    })
}

fn one_of<T: Copy>(all: &[T], number: u64) -> Option<T> {
    all.get(usize::try_from(number).ok()?).copied()
}
