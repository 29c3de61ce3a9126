//! A bounded memory that owners share fairly, for entries that come often and are read rarely.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Entries of several owners, each with an age that grows. An entry that leaves is the oldest of the owner with the most.
///
/// Adding is a push, and removing looks at each owner once, because there are few owners as a rule.
#[derive(Debug)]
pub(crate) struct Fair<O, T> {
    owners: HashMap<O, VecDeque<Entry<T>>>,
    count: usize,
    bytes: usize,
}

#[derive(Debug)]
struct Entry<T> {
    age: u64,
    bytes: usize,
    value: T,
}

impl<O, T> Default for Fair<O, T> {
    fn default() -> Self {
        Self {
            owners: HashMap::new(),
            count: 0,
            bytes: 0,
        }
    }
}

impl<O: Clone + Eq + Hash, T> Fair<O, T> {
    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    pub(crate) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The entries with their ages: those of an owner oldest first, the owners in any order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &T)> {
        let entries = self.owners.values().flatten();
        entries.map(|entry| (entry.age, &entry.value))
    }

    /// The entries after an age, in any order.
    pub(crate) fn after(&self, age: u64) -> impl Iterator<Item = (u64, &T)> {
        let owners = self.owners.values();
        let entries = owners.flat_map(move |entries| {
            let newest = entries.iter().rev();
            newest.take_while(move |entry| entry.age > age)
        });
        entries.map(|entry| (entry.age, &entry.value))
    }

    pub(crate) fn get(&self, age: u64) -> Option<&T> {
        self.iter()
            .find_map(|(other, value)| (other == age).then_some(value))
    }

    /// Adds an entry, which is newer than all others of its owner.
    pub(crate) fn push(&mut self, age: u64, owner: O, bytes: usize, value: T) {
        let entries = self.owners.entry(owner).or_default();
        entries.push_back(Entry { age, bytes, value });
        self.count = self.count.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Removes the oldest entry of the owner with the most.
    pub(crate) fn evict(&mut self) -> Option<T> {
        let oldest = |entries: &VecDeque<Entry<T>>| entries.front().map(|entry| Reverse(entry.age));
        let entries = self
            .owners
            .values_mut()
            .max_by_key(|entries| (entries.len(), oldest(entries)))?;
        let entry = entries.pop_front()?;
        if entries.is_empty() {
            self.owners.retain(|_, entries| !entries.is_empty());
        }
        self.count = self.count.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(entry.bytes);
        Some(entry.value)
    }
}

#[cfg(test)]
mod tests {
    use super::Fair;

    #[test]
    fn the_owner_with_most_entries_loses_its_oldest() {
        let mut fair = Fair::default();
        for (age, owner) in ["a", "b", "b", "c", "b", "a"].into_iter().enumerate() {
            fair.push(age as u64, owner, 10, age);
        }
        assert_eq!((fair.len(), fair.bytes()), (6, 60));
        assert_eq!((fair.get(3), fair.get(9)), (Some(&3), None));
        let mut after: Vec<_> = fair.after(3).map(|(age, _)| age).collect();
        after.sort_unstable();
        assert_eq!(after, [4, 5]);
        // `b` has three; then `a` and `b` have two, and that of `a` is older; then only `b` has two.
        let evicted: Vec<_> = std::iter::from_fn(|| fair.evict()).collect();
        assert_eq!(evicted, [1, 0, 2, 3, 4, 5]);
        assert_eq!((fair.len(), fair.bytes(), fair.owners.len()), (0, 0, 0));
    }
}
