//! Tables of places in the code that the kernel changes or looks up at run time: jump
//! labels, static calls, alternatives, exceptions, bug entries, ORC unwind data.

use super::super::elf::Image;
use super::super::reloc::RelocTarget;
use super::marker::Markers;
use super::table::{Table, Width};
use crate::notice::Notice;

/// Tables of places in the code that the kernel changes or looks up at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Special {
    /// `__jump_table`, but not the key of a tracepoint.
    JumpLabel,
    /// `__jump_table`, and the key belongs to a `__tracepoint_NAME`.
    Tracepoint,
    /// `.static_call_sites`.
    StaticCall,
    /// `.altinstructions`.
    Alternative,
    /// `__ex_table`.
    ExTable,
    /// `__bug_table`.
    Bug,
    /// `.orc_unwind_ip`.
    Orc,
}

impl Special {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 7] = [
        Self::JumpLabel,
        Self::Tracepoint,
        Self::StaticCall,
        Self::Alternative,
        Self::ExTable,
        Self::Bug,
        Self::Orc,
    ];
}

/// An entry of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SpecialRow<'d> {
    /// Where in the code.
    pub(crate) address: u64,
    /// Never `Tracepoint`: that takes the key's symbol.
    pub(crate) kind: Special,
    /// The key of a jump label or static call, its flag bits cleared.
    pub(crate) key: Option<RelocTarget<'d>>,
}

/// Addresses of ORC entries: a kernel has some 400,000.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orc {
    base: u64,
    /// Sorted, relative to `base`.
    offsets: Vec<u32>,
}

impl Orc {
    /// How many entries lie in `begin..end`.
    pub(crate) fn count(&self, begin: u64, end: u64) -> usize {
        let before = |address: u64| match address.checked_sub(self.base) {
            Some(offset) => self.offsets.partition_point(|&row| u64::from(row) < offset),
            None => 0,
        };
        before(end).saturating_sub(before(begin))
    }
}

/// How an entry of a table may look like.
struct Shape {
    /// Bytes from entry to entry.
    stride: usize,
    /// How the first field holds the place in the code.
    code: Width,
    /// A second field that leads into code, too: its offset and width.
    second: Option<(usize, Width)>,
    /// The key: offset, width.
    key: Option<(usize, Width)>,
}

const fn shape(stride: usize) -> Shape {
    Shape { stride, code: Width::Relative4, second: None, key: None }
}

const fn pair(stride: usize) -> Shape {
    Shape { second: Some((4, Width::Relative4)), ..shape(stride) }
}

/// A table: what it is, its section, its markers in a linked kernel, and the shapes that
/// its entries had in one version or another.
struct Known {
    kind: Special,
    section: &'static str,
    markers: (&'static str, &'static str),
    shapes: &'static [Shape],
}

const KNOWN: &[Known] = &[
    // struct jump_entry, include/linux/jump_label.h; all addresses until Linux 4.18.
    Known {
        kind: Special::JumpLabel,
        section: "__jump_table",
        markers: ("__start___jump_table", "__stop___jump_table"),
        shapes: &[
            Shape { key: Some((8, Width::Relative8)), ..pair(16) },
            Shape {
                stride: 24,
                code: Width::Absolute8,
                second: Some((8, Width::Absolute8)),
                key: Some((16, Width::Absolute8)),
            },
        ],
    },
    // struct static_call_site, include/linux/static_call_types.h.
    Known {
        kind: Special::StaticCall,
        section: ".static_call_sites",
        markers: ("__start_static_call_sites", "__stop_static_call_sites"),
        shapes: &[Shape { key: Some((4, Width::Relative4)), ..shape(8) }],
    },
    // struct alt_instr, arch/*/include/asm/alternative.h: x86 had 13 bytes with `padlen`,
    // 12 without it (5.13), has 14 with flags of 32 bits (6.3); arm64 12, RISC-V 16.
    Known {
        kind: Special::Alternative,
        section: ".altinstructions",
        markers: ("__alt_instructions", "__alt_instructions_end"),
        shapes: &[pair(14), pair(12), pair(13), pair(16)],
    },
    // struct exception_table_entry: with a type or handler on x86, s390 and arm64.
    Known {
        kind: Special::ExTable,
        section: "__ex_table",
        markers: ("__start___ex_table", "__stop___ex_table"),
        shapes: &[pair(12), pair(8)],
    },
    // struct bug_entry, include/asm-generic/bug.h: with file and line (12 bytes), with a
    // format string too (16), without any (8, or 6 unpadded).
    Known {
        kind: Special::Bug,
        section: "__bug_table",
        markers: ("__start___bug_table", "__stop___bug_table"),
        shapes: &[shape(12), shape(16), shape(8), shape(6)],
    },
];

impl SpecialRow<'_> {
    /// Reads all tables but ORC. Rows come table by table.
    pub(crate) fn read<'d>(
        image: &Image<'d>,
        markers: &Markers,
        notices: &mut Vec<Notice>,
    ) -> Vec<SpecialRow<'d>> {
        let mut rows = Vec::new();
        for known in KNOWN {
            for table in tables(image, markers, known.section, known.markers, notices) {
                match known.shape_of(image, &table) {
                    Some(shape) => known.rows(image, &table, shape, &mut rows, notices),
                    None => notices.push(
                        table.notice(0, "its entries have no size that is known: it is not read"),
                    ),
                }
            }
        }
        rows
    }
}

impl Orc {
    /// Reads `.orc_unwind_ip`.
    pub(crate) fn read(image: &Image<'_>, markers: &Markers, notices: &mut Vec<Notice>) -> Self {
        let code = image.sections.iter().filter(|section| section.executable && section.alloc);
        let base = code.map(|section| section.address).min().unwrap_or(0);
        let mut offsets = Vec::new();
        let ends = ("__start_orc_unwind_ip", "__stop_orc_unwind_ip");
        for table in tables(image, markers, ".orc_unwind_ip", ends, notices) {
            let mut lost = Vec::new();
            offsets.reserve(table.len() / 4);
            for offset in table.entries(4, notices) {
                let address = table.address(offset, Width::Relative4);
                let relative = address.and_then(|at| at.checked_sub(base));
                match relative.and_then(|at| u32::try_from(at).ok()) {
                    Some(at) => offsets.push(at),
                    None => lost.push(offset),
                }
            }
            report(&table, &lost, notices);
        }
        offsets.sort_unstable();
        Self { base, offsets }
    }
}

/// In a linked kernel a table may lie between markers in a section of another name.
fn tables<'d>(
    image: &Image<'d>,
    markers: &Markers,
    section: &str,
    ends: (&str, &str),
    notices: &mut Vec<Notice>,
) -> Vec<Table<'d>> {
    match markers.between(ends.0, ends.1) {
        Some(range) if image.has_code() => Table::between(image, range, ends.0, notices),
        _ => Table::sections(image, |name| name == section, notices),
    }
}

impl Known {
    /// The shape in which most entries make sense; `None` if in no shape half of them do,
    /// or two do equally well.
    fn shape_of(&self, image: &Image<'_>, table: &Table<'_>) -> Option<&Shape> {
        let mut best: Option<(&Shape, usize, usize)> = None;
        let mut tied = false;
        for shape in self.shapes {
            let entries = table.len() / shape.stride;
            let good = (0..entries).filter(|entry| shape.fits(image, table, entry * shape.stride));
            // A rest counts as an entry that makes no sense.
            let (good, entries) = (good.count(), table.len().div_ceil(shape.stride));
            if 2 * good <= entries {
                continue;
            }
            let beats = best.map(|best| (good * best.2).cmp(&(best.1 * entries)));
            match beats {
                None | Some(std::cmp::Ordering::Greater) => {
                    best = Some((shape, good, entries));
                    tied = false;
                }
                Some(std::cmp::Ordering::Equal) => tied = true,
                Some(std::cmp::Ordering::Less) => {}
            }
        }
        best.map(|best| best.0).filter(|_| !tied)
    }

    fn rows<'d>(
        &self,
        image: &Image<'d>,
        table: &Table<'d>,
        shape: &Shape,
        rows: &mut Vec<SpecialRow<'d>>,
        notices: &mut Vec<Notice>,
    ) {
        let mut lost = Vec::new();
        for offset in table.entries(shape.stride, notices) {
            let code = table.address(offset, shape.code).filter(|&at| image.is_code(at));
            let key = shape.key.and_then(|(at, width)| table.field(offset + at, width));
            if code.is_none() || shape.key.is_some() && key.is_none() {
                lost.push(offset);
            }
            let Some(address) = code else { continue };
            // Two bits of a key are flags: JUMP_TYPE_MASK, STATIC_CALL_SITE_FLAGS.
            let key = key.map(|key| match key {
                RelocTarget::Address(address) => RelocTarget::Address(address & !3),
                RelocTarget::Undefined(name) => RelocTarget::Undefined(name),
            });
            rows.push(SpecialRow { address, kind: self.kind, key });
        }
        report(table, &lost, notices);
    }
}

impl Shape {
    fn fits(&self, image: &Image<'_>, table: &Table<'_>, offset: usize) -> bool {
        let leads_to_code = |(at, width)| {
            table.address(offset + at, width).is_some_and(|address| image.is_code(address))
        };
        leads_to_code((0, self.code)) && self.second.is_none_or(leads_to_code)
    }
}

fn report(table: &Table<'_>, lost: &[usize], notices: &mut Vec<Notice>) {
    if let Some(&first) = lost.first() {
        let text =
            format!("{} entries lead to no code or no key: they are not counted", lost.len());
        notices.push(table.notice(first, text));
    }
}
