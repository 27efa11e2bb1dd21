//! Addresses become a set that says fast what is not in it: code and data are searched
//! for them byte by byte.

/// Addresses by their low 32 bits: what an operand of four bytes can say.
#[derive(Debug)]
pub(crate) struct AddressSet {
    lowest: u32,
    /// A bit for each address from the lowest on; `None` if they lie too far apart.
    bits: Option<Vec<u64>>,
}

/// Most addresses between the first and the last: 32 MiB of bits. A kernel's code has
/// a tenth of it.
const WIDEST: u64 = 1 << 28;

impl AddressSet {
    /// Of addresses in any order.
    pub(crate) fn new(addresses: impl Iterator<Item = u64> + Clone) -> Self {
        let lowest = addresses.clone().min().unwrap_or_default();
        let highest = addresses.clone().max().unwrap_or_default();
        let width = highest - lowest;
        let bits = (width < WIDEST).then(|| {
            let mut bits = vec![0_u64; (width / 64 + 1) as usize];
            for address in addresses {
                let at = address - lowest;
                bits[(at / 64) as usize] |= 1 << (at % 64);
            }
            bits
        });
        Self { lowest: lowest as u32, bits }
    }

    /// False if no address of the set has these low bits.
    #[inline]
    pub(crate) fn may_hold(&self, low: u32) -> bool {
        let Some(bits) = &self.bits else { return true };
        let at = low.wrapping_sub(self.lowest);
        bits.get((at / 64) as usize).is_some_and(|word| word >> (at % 64) & 1 != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::AddressSet;

    #[test]
    fn only_low_bits_count() {
        let set = AddressSet::new([0xffff_ffff_8100_0010, 0xffff_ffff_8100_0090].into_iter());
        for (low, held) in [(0x8100_0010, true), (0x8100_0090, true), (0x8100_0011, false)] {
            assert_eq!(set.may_hold(low), held, "{low:#x}");
        }
        assert!(!set.may_hold(0x8100_000f) && !set.may_hold(0x8100_0091) && !set.may_hold(0));
    }

    #[test]
    fn what_lies_far_apart_may_be_anywhere() {
        let far = AddressSet::new([0, u64::MAX].into_iter());
        assert!(far.may_hold(1) && far.may_hold(77));
        let none = AddressSet::new(std::iter::empty());
        assert!(!none.may_hold(1));
    }

    #[test]
    fn a_set_may_cross_four_gibibytes() {
        let set = AddressSet::new([0xffff_fff0, 0x1_0000_0010].into_iter());
        assert!(set.may_hold(0xffff_fff0) && set.may_hold(0x10) && !set.may_hold(0));
    }
}
