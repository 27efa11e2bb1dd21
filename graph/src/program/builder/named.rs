//! Which functions bear a name: for each name a chain, in the order of discovery.

use crate::id::{FuncId, StrId};

/// Chains of functions by name.
#[derive(Default)]
pub(super) struct Named {
    /// First and last function of each string that is a name.
    ends: Vec<Option<(FuncId, FuncId)>>,
    /// For each function the one behind it in its chain.
    next: Vec<Option<FuncId>>,
}

impl Named {
    /// Adds the name of the next function.
    pub(super) fn push(&mut self, name: StrId) {
        let id = FuncId::new(self.next.len());
        self.next.push(None);
        if self.ends.len() <= name.index() {
            self.ends.resize(name.index() + 1, None);
        }
        let ends = &mut self.ends[name.index()];
        match ends {
            Some((_, last)) => {
                self.next[last.index()] = Some(id);
                *last = id;
            }
            None => *ends = Some((id, id)),
        }
    }

    /// The functions of a name.
    pub(super) fn of(&self, name: StrId) -> impl Iterator<Item = FuncId> + '_ {
        let first = self.ends.get(name.index()).copied().flatten().map(|ends| ends.0);
        std::iter::successors(first, |id| self.next[id.index()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_a_name_keep_their_order() {
        let mut named = Named::default();
        let names = [3, 0, 3, 1, 3].map(StrId);
        names.into_iter().for_each(|name| named.push(name));
        let of = |name| named.of(StrId(name)).map(FuncId::index).collect::<Vec<_>>();
        assert_eq!(of(3), [0, 2, 4]);
        assert_eq!((of(0), of(1), of(2), of(9)), (vec![1], vec![3], vec![], vec![]));
    }
}
