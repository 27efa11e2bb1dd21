//! A program -> how large replacement sets are over all its functions, and how much is
//! inlined into hosts of which size.

mod svg;

use klpscope_graph::{FuncId, InstanceKind, Program};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::closure;
use crate::instance;
use crate::model::Model;
use crate::report::{Distribution, FunctionRow, HostBin, LargestSet, SetBin};

pub use svg::svg;

/// Largest sets that are named.
const LARGEST: usize = 5;

/// Counts over all source functions (model `exact`), and over all hosts.
pub(crate) fn distribution(program: &Program) -> Distribution {
    let functions: Vec<FuncId> = program.functions().collect();
    let mut sizes: Vec<(u64, FuncId)> = functions
        .into_par_iter()
        .map(|id| (closure::close(program, &[id], Model::Exact).members.len() as u64, id))
        .collect();
    let sets = set_bins(sizes.iter().map(|&(size, _)| size));
    // The graph sorts functions by name and place.
    sizes.sort_unstable_by_key(|&(size, id)| (std::cmp::Reverse(size), id));
    let largest = sizes.iter().take(LARGEST).filter(|&&(size, _)| size > 1);
    Distribution {
        sets,
        largest: largest
            .map(|&(members, id)| LargestSet { members, function: FunctionRow::new(program, id) })
            .collect(),
        hosts: host_bins(program),
    }
}

/// The bin of a number: 0, then by powers of two.
fn bin(n: u64) -> u32 {
    u64::BITS - n.leading_zeros()
}

/// The least and the greatest number of a bin.
fn bounds(bin: u32) -> (u64, u64) {
    match bin {
        0 => (0, 0),
        bin => (1 << (bin - 1), u64::MAX >> (u64::BITS - bin)),
    }
}

fn set_bins(sizes: impl Iterator<Item = u64>) -> Vec<SetBin> {
    let mut counts: Vec<u64> = Vec::new();
    for size in sizes {
        *slot(&mut counts, bin(size)) += 1;
    }
    let bins = (0..).zip(counts).map(|(at, functions)| {
        let (least, most) = bounds(at);
        SetBin { least, most, functions }
    });
    bins.collect()
}

/// Functions that DWARF describes; of others it is unknown what was inlined there.
fn host_bins(program: &Program) -> Vec<HostBin> {
    let mut copies: Vec<Vec<u64>> = Vec::new();
    for id in program.instances() {
        let instance = program.instance(id);
        if instance.kind() == InstanceKind::Function && instance.is_described() {
            let held = program.inlined_into(id).len() as u64;
            slot(&mut copies, bin(instance::size(program, id))).push(held);
        }
    }
    let bins = (0..).zip(copies).map(|(at, copies)| host_bin(at, copies));
    // Nothing is so small.
    bins.skip_while(|bin| bin.hosts == 0).collect()
}

fn host_bin(at: u32, mut copies: Vec<u64>) -> HostBin {
    copies.sort_unstable();
    let (least, most) = bounds(at);
    HostBin {
        least,
        most,
        hosts: copies.len() as u64,
        copies: copies.iter().sum(),
        median: quantile(&copies, 50),
        ninety: quantile(&copies, 90),
        greatest: copies.last().copied().unwrap_or(0),
    }
}

/// The least of the sorted `values` that `percent` of them do not exceed; 0 of none.
fn quantile(values: &[u64], percent: usize) -> u64 {
    let rank = (values.len() * percent).div_ceil(100);
    values.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

fn slot<T: Default>(slots: &mut Vec<T>, bin: u32) -> &mut T {
    let at = bin as usize;
    if slots.len() <= at {
        slots.resize_with(at + 1, T::default);
    }
    &mut slots[at]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_powers_of_two_without_gaps() {
        for (n, expected) in [(0, (0, 0)), (1, (1, 1)), (2, (2, 3)), (3, (2, 3)), (4, (4, 7))] {
            assert_eq!(bounds(bin(n)), expected);
        }
        assert_eq!(bounds(bin(u64::MAX)), (1 << 63, u64::MAX));
    }

    #[test]
    fn quantiles_are_values_that_occur() {
        assert_eq!(quantile(&[], 50), 0);
        assert_eq!(quantile(&[7], 90), 7);
        assert_eq!(quantile(&[1, 2, 3, 4], 50), 2);
        assert_eq!(quantile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), 9);
    }

    #[test]
    fn empty_bins_between_stay() {
        let bins = set_bins([0, 1, 9].into_iter());
        let counts: Vec<_> = bins.iter().map(|bin| (bin.least, bin.functions)).collect();
        assert_eq!(counts, [(0, 1), (1, 1), (2, 0), (4, 0), (8, 1)]);
    }
}
