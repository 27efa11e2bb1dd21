//! What the kernel's tables say, by instance or by address.

use super::super::super::kernel::FtraceSite;
use super::super::Col;
use super::super::rows::Rows;
use super::super::text::Numbers;
use super::Tasks;
use crate::image::Region;

pub(super) fn pack<'a>(rows: &'a Rows, numbers: &'a Numbers, tasks: &mut Tasks<'a>) {
    let kernel = &rows.kernel;
    let instances = rows.instances.len();
    if !kernel.ftrace.is_empty() {
        let mut sites = vec![(0, None); instances];
        for &(id, site) in &kernel.ftrace {
            sites[id.index()] = match site {
                FtraceSite::Listed(at) => (1, Some(at.0)),
                FtraceSite::Called(at) => (2, Some(at.0)),
                FtraceSite::None | FtraceSite::NoTable => (0, None),
            };
        }
        let kinds: Vec<u64> = sites.iter().map(|site| site.0).collect();
        tasks.numbers(Col::FtraceKind, kinds.into_iter());
        let mut last = 0;
        let sites = sites.into_iter().map(move |site| {
            last = site.1.unwrap_or(last);
            last
        });
        tasks.numbers(Col::FtraceSite, sites);
    }
    if !kernel.regions.is_empty() {
        let mut regions = vec![Region::default() as u64; instances];
        for &(id, region) in &kernel.regions {
            regions[id.index()] = region as u64;
        }
        tasks.numbers(Col::Regions, regions.into_iter());
    }
    tasks.map(Col::Kprobes, &kernel.kprobe_blacklist, |id| id.0.into());
    tasks.map(Col::SpecialAddress, &kernel.special, |row| row.address.0);
    tasks.map(Col::SpecialKind, &kernel.special, |row| row.kind as u64);
    tasks.map(Col::SpecialKey, &kernel.special, |row| numbers.of_some(row.key));
    tasks.map(Col::SpecialKeyAddress, &kernel.special, |row| {
        super::some(row.key_address.map(|at| at.0))
    });
    let ranges = rows.ranges.groups();
    let orc = ranges.map(|ranges| {
        ranges.iter().map(|range| kernel.orc.count(range.begin.0, range.end.0) as u64).sum()
    });
    tasks.numbers(Col::OrcCount, orc);
    tasks.map(Col::ExportName, &kernel.exports, |row| numbers.of(row.0));
    tasks.map(Col::ExportKind, &kernel.exports, |row| row.1 as u64);
}
