//! Parts of the text that the kernel treats in a way of their own.

use super::super::elf::Image;
use super::marker::Markers;
use super::table::{Table, Width};
use crate::notice::Notice;

/// Parts of the text that the kernel treats in a way of their own. In a linked kernel
/// they are told by marker symbols (`__noinstr_text_start`), else by section name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// None of the below.
    #[default]
    Ordinary,
    /// `.init.text`: freed after boot, or once the module is loaded.
    Init,
    /// `.exit.text`: not kept, or run once.
    Exit,
    /// `.noinstr.text`: must not be instrumented.
    Noinstr,
    /// `.entry.text`.
    Entry,
    /// `.cpuidle.text`.
    CpuIdle,
    /// `.kprobes.text`.
    Kprobes,
}

impl Region {
    /// All regions, in the order of their declaration.
    pub(crate) const ALL: [Self; 7] = [
        Self::Ordinary,
        Self::Init,
        Self::Exit,
        Self::Noinstr,
        Self::Entry,
        Self::CpuIdle,
        Self::Kprobes,
    ];
}

/// Where the regions of an image lie.
pub(crate) struct Regions {
    /// Begin, end and region: the inner ones first.
    ranges: Vec<(u64, u64, Region)>,
}

/// Regions that a linker script marks by symbols (`include/asm-generic/vmlinux.lds.h`).
/// `.cpuidle.text` lies inside of `.noinstr.text` since Linux 6.3, so it goes first.
const MARKED: &[(&str, &str, Region)] = &[
    ("__cpuidle_text_start", "__cpuidle_text_end", Region::CpuIdle),
    ("__noinstr_text_start", "__noinstr_text_end", Region::Noinstr),
    ("__entry_text_start", "__entry_text_end", Region::Entry),
    ("__kprobes_text_start", "__kprobes_text_end", Region::Kprobes),
    ("_sinittext", "_einittext", Region::Init),
];

impl Regions {
    /// Finds the regions.
    pub(crate) fn read(image: &Image<'_>, markers: &Markers) -> Self {
        let marked = MARKED.iter().filter_map(|&(begin, end, region)| {
            let (begin, end) = markers.between(begin, end)?;
            Some((begin, end, region))
        });
        let named = image.sections.iter().filter(|section| section.executable && section.alloc);
        let named = named.filter_map(|section| {
            let region = by_name(&section.name)?;
            Some((section.address, section.address.checked_add(section.size)?, region))
        });
        // What else is freed with the init sections.
        let freed = markers.between("__init_begin", "__init_end");
        let freed = freed.map(|(begin, end)| (begin, end, Region::Init));
        Self { ranges: marked.chain(named).chain(freed).collect() }
    }

    /// The region of an address.
    pub(crate) fn at(&self, address: u64) -> Region {
        let found = self.ranges.iter().find(|range| range.0 <= address && address < range.1);
        found.map_or(Region::Ordinary, |range| range.2)
    }
}

/// The region that a section's name says. `.meminit.text` is kept where memory can be
/// plugged in at run time; an object does not tell, so it counts as freed.
fn by_name(section: &str) -> Option<Region> {
    const NAMES: &[(&str, Region)] = &[
        (".init.text", Region::Init),
        (".meminit.text", Region::Init),
        (".cpuinit.text", Region::Init),
        (".devinit.text", Region::Init),
        (".exit.text", Region::Exit),
        (".memexit.text", Region::Exit),
        (".noinstr.text", Region::Noinstr),
        (".entry.text", Region::Entry),
        (".cpuidle.text", Region::CpuIdle),
        (".kprobes.text", Region::Kprobes),
    ];
    // `.init.text.NAME` with -ffunction-sections, `.init.text#7` where several have one name.
    let is_it = |name: &str| {
        section
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '#']))
    };
    NAMES.iter().find(|(name, _)| is_it(name)).map(|found| found.1)
}

/// The functions that `_kprobe_blacklist` lists (`NOKPROBE_SYMBOL`), sorted.
pub(crate) fn kprobe_blacklist(
    image: &Image<'_>,
    markers: &Markers,
    notices: &mut Vec<Notice>,
) -> Vec<u64> {
    let tables = match markers.between("__start_kprobe_blacklist", "__stop_kprobe_blacklist") {
        Some(range) if image.has_code() => {
            Table::between(image, range, "__start_kprobe_blacklist", notices)
        }
        _ => Table::sections(image, |name| name == "_kprobe_blacklist", notices),
    };
    let mut found = Vec::new();
    for table in tables {
        let mut lost = Vec::new();
        for offset in table.entries(8, notices) {
            match table.address(offset, Width::Absolute8) {
                Some(address) => found.push(address),
                None => lost.push(offset),
            }
        }
        if let Some(&first) = lost.first() {
            let text = format!("{} entries lead nowhere", lost.len());
            notices.push(table.notice(first, text));
        }
    }
    found.sort_unstable();
    found
}
