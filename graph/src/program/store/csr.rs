//! Edges sorted by one of their ends, by counting: what a node is linked to, side by side.

/// The items of every group, in one list.
pub(super) struct Csr {
    /// For each group where its items begin, and the end of the last.
    pub(super) begins: Vec<u32>,
    /// Positions, ascending within a group.
    pub(super) items: Vec<u32>,
}

impl Csr {
    /// Sorts items into groups; pairs are `(group, item)`, items ascending.
    pub(super) fn new(groups: usize, pairs: &[(u32, u32)]) -> Self {
        let mut begins = vec![0_u32; groups + 1];
        for &(group, _) in pairs {
            begins[group as usize + 1] += 1;
        }
        for group in 0..groups {
            begins[group + 1] += begins[group];
        }
        let mut items = vec![0; begins[groups] as usize];
        let mut next = begins.clone();
        for &(group, item) in pairs {
            let at = &mut next[group as usize];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { begins, items }
    }

    /// True if the list says nothing that the positions do not say.
    pub(super) fn is_in_order(&self) -> bool {
        self.items.iter().enumerate().all(|(at, &item)| at == item as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_sorted_by_group() {
        let pairs = [(2, 0), (0, 1), (2, 2), (2, 3)];
        let csr = Csr::new(4, &pairs);
        assert_eq!(
            (csr.begins.as_slice(), csr.items.as_slice()),
            ([0, 1, 1, 4, 4].as_slice(), [1, 0, 2, 3].as_slice())
        );
        assert!(!csr.is_in_order());
        assert!(Csr::new(2, &[(0, 0), (1, 1)]).is_in_order());
    }
}
