//! Rows sorted by an address, without comparisons: addresses of one file differ in few bits.

/// Bits of an address that are looked at in one pass.
const DIGIT: u32 = 11;
/// Fewer rows are sorted by comparison.
const FEW: usize = 512;

/// Sorts rows; those of one address keep their order. Costs as many passes as the bits that
/// addresses differ in ask for, six at most.
pub(super) fn sort<T: Copy>(rows: &mut Vec<T>, address: impl Fn(&T) -> u64) {
    if rows.len() < FEW || rows.is_sorted_by_key(&address) {
        return rows.sort_by_key(address);
    }
    let addresses = rows.iter().map(&address);
    let bounds = addresses.fold((u64::MAX, 0), |(low, high), at| (at.min(low), at.max(high)));
    let bits = u64::BITS - (bounds.1 - bounds.0).leading_zeros();
    let mut sorted = rows.clone();
    for pass in 0..bits.div_ceil(DIGIT) {
        let digit =
            |row: &T| ((address(row) - bounds.0) >> (pass * DIGIT)) as usize & ((1 << DIGIT) - 1);
        let mut places = [0_usize; 1 << DIGIT];
        rows.iter().for_each(|row| places[digit(row)] += 1);
        let mut before = 0;
        for place in &mut places {
            before += std::mem::replace(place, before);
        }
        for row in &*rows {
            let place = &mut places[digit(row)];
            sorted[*place] = *row;
            *place += 1;
        }
        std::mem::swap(rows, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_a_stable_sort_by_comparison() {
        let mut state = 1_u64;
        let mut random = move || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            state >> 20
        };
        for (base, mask) in [(0xffff_ffff_8100_0000, 0x1ff_ffff), (0, !0), (7, 0), (0, 0xff)] {
            let mut rows: Vec<(u64, u32)> =
                (0..3 * FEW as u32).map(|at| (base + (random() & mask), at)).collect();
            let mut expected = rows.clone();
            expected.sort_by_key(|row| row.0);
            sort(&mut rows, |row| row.0);
            assert_eq!(rows, expected, "{mask:#x}");
        }
        let mut far = vec![(u64::MAX, 0); FEW];
        far.push((0, 1));
        sort(&mut far, |row| row.0);
        assert_eq!((far[0], far[1]), ((0, 1), (u64::MAX, 0)));
    }
}
