//! Distributions as bars of text.

use super::page::Page;
use crate::report::{Distribution, HostBin, SetBin, thousands};

/// Characters of the longest bar.
const WIDTH: u64 = 40;

pub(super) fn write(page: &mut Page, distribution: &Distribution) {
    page.line(format_args!("  replacement sets of all source functions (model exact)"));
    page.line(format_args!("{:>16} {:>10}", "members", "functions"));
    let most = distribution.sets.iter().map(|bin| bin.functions).max().unwrap_or(0);
    for SetBin { least, most: greatest, functions } in &distribution.sets {
        let (range, bar) = (range(*least, *greatest), bar(*functions, most));
        page.line(format_args!("{range:>16} {:>10}{bar}", thousands(*functions)));
    }
    if !distribution.largest.is_empty() {
        page.line(format_args!("    the largest"));
    }
    for largest in &distribution.largest {
        let function = page.function(&largest.function);
        page.line(format_args!("{:>16} {function}", thousands(largest.members)));
    }
    page.line(format_args!("  inlined instances in functions with DWARF, by their size"));
    let columns = ["bytes", "functions", "median", "9 of 10", "most"];
    let [bytes, functions, median, ninety, most] = columns;
    page.line(format_args!("{bytes:>16} {functions:>10} {median:>8} {ninety:>8} {most:>8}"));
    let longest = distribution.hosts.iter().map(|bin| bin.ninety).max().unwrap_or(0);
    for bin in &distribution.hosts {
        host(page, bin, longest);
    }
}

fn host(page: &mut Page, bin: &HostBin, longest: u64) {
    page.line(format_args!(
        "{:>16} {:>10} {:>8} {:>8} {:>8}{}",
        range(bin.least, bin.most),
        thousands(bin.hosts),
        thousands(bin.median),
        thousands(bin.ninety),
        thousands(bin.greatest),
        bar(bin.ninety, longest)
    ));
}

/// `0`, `2-3`.
fn range(least: u64, most: u64) -> String {
    if least == most {
        thousands(least)
    } else {
        format!("{}-{}", thousands(least), thousands(most))
    }
}

/// A bar with a space before it: of anything but nothing at least a sign.
fn bar(n: u64, most: u64) -> String {
    if n == 0 {
        return String::new();
    }
    // A share of `most`, so it is no more than the width.
    let eighths = u128::from(n) * u128::from(WIDTH) * 8 / u128::from(most.max(1));
    let (full, part) = (eighths / 8, eighths % 8);
    let full = "█".repeat(usize::try_from(full).unwrap_or(0));
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][usize::try_from(part).unwrap_or(0)];
    let bar = if full.is_empty() && part.is_empty() { "▏".to_owned() } else { full + part };
    format!(" {bar}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_shares() {
        assert_eq!(bar(0, 10), "");
        assert_eq!(bar(1, 1_000_000), " ▏");
        assert_eq!(bar(u64::MAX, u64::MAX).chars().count(), 41);
        assert_eq!(bar(1, 16), " ██▌");
    }
}
