//! The entries of one group in a memory that groups share.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

/// The entries of one group by age, a growing number, and by owner.
///
/// It has no limit of its own. The caller limits it, and evicts entries in a fair order.
#[derive(Debug)]
pub(crate) struct Share<O, T> {
    entries: BTreeMap<u64, Entry<O, T>>,
    /// The ages of each owner's entries.
    owners: HashMap<O, BTreeSet<u64>>,
    /// How many entries each owner has, and its oldest.
    ranks: BTreeSet<(usize, Reverse<u64>)>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry<O, T> {
    owner: O,
    bytes: usize,
    value: T,
}

impl<O, T> Default for Share<O, T> {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            owners: HashMap::new(),
            ranks: BTreeSet::new(),
            bytes: 0,
        }
    }
}

impl<O: Clone + Eq + Hash, T> Share<O, T> {
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The sum of the entries' sizes.
    pub(crate) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The ages and values, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &T)> {
        self.entries.iter().map(|(age, entry)| (*age, &entry.value))
    }

    /// Adds an entry with an age of its own.
    pub(crate) fn insert(&mut self, age: u64, owner: O, bytes: usize, value: T) {
        let ages = self.owners.entry(owner.clone()).or_default();
        if let Some(rank) = rank(ages) {
            self.ranks.remove(&rank);
        }
        ages.insert(age);
        self.ranks.extend(rank(ages));
        self.bytes = self.bytes.saturating_add(bytes);
        let entry = Entry {
            owner,
            bytes,
            value,
        };
        self.entries.insert(age, entry);
    }

    pub(crate) fn remove(&mut self, age: u64) -> Option<T> {
        let entry = self.entries.remove(&age)?;
        self.bytes = self.bytes.saturating_sub(entry.bytes);
        if let Some(ages) = self.owners.get_mut(&entry.owner) {
            if let Some(rank) = rank(ages) {
                self.ranks.remove(&rank);
            }
            ages.remove(&age);
            self.ranks.extend(rank(ages));
            if ages.is_empty() {
                self.owners.remove(&entry.owner);
            }
        }
        Some(entry.value)
    }

    /// Removes the oldest entry of the owner with the most entries; of several such owners, the one with the oldest entry.
    pub(crate) fn evict(&mut self) -> Option<T> {
        let (_, Reverse(age)) = *self.ranks.last()?;
        self.remove(age)
    }
}

fn rank(ages: &BTreeSet<u64>) -> Option<(usize, Reverse<u64>)> {
    Some((ages.len(), Reverse(*ages.first()?)))
}

#[cfg(test)]
mod tests {
    use crate::share::Share;

    #[test]
    fn the_owner_with_most_entries_loses_its_oldest() {
        let mut share = Share::default();
        for (age, owner) in ["a", "b", "b", "c", "b", "a"].into_iter().enumerate() {
            share.insert(age as u64, owner, 10, age);
        }
        assert_eq!((share.len(), share.bytes()), (6, 60));
        // `b` has three; then `a` and `b` have two, and that of `a` is older; then only `b` has two.
        let evicted: Vec<_> = std::iter::from_fn(|| share.evict()).collect();
        assert_eq!(evicted, [1, 0, 2, 3, 4, 5]);
        assert_eq!((share.len(), share.bytes()), (0, 0));
        assert!(share.owners.is_empty() && share.ranks.is_empty());
    }

    #[test]
    fn what_is_removed_leaves_nothing_behind() {
        let mut share = Share::default();
        share.insert(1, "", 5, 'x');
        share.insert(2, "", 7, 'y');
        assert_eq!((share.remove(1), share.remove(1)), (Some('x'), None));
        assert_eq!((share.iter().next(), share.bytes()), (Some((2, &'y')), 7));
        assert_eq!((share.evict(), share.evict()), (Some('y'), None));
    }
}
