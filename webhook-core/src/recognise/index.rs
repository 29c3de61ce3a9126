//! Finding the rules with given values and key, in constant time.

use std::ops::Range;

use crate::recognise::rule::{Rule, Test};
use crate::work;

/// A hash table over rules that are sorted by values and key.
///
/// It contains only rules of the group's declaration and nothing of a delivery, so no sender can slow it down.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// The rules with each values and key; empty if there are none. The length is a power of two.
    ranges: Vec<Range<usize>>,
}

impl Index {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let places = rules.len().saturating_mul(2).next_power_of_two();
        let mut index = Self {
            ranges: vec![0..0; places],
        };
        let alike =
            |one: &Rule, other: &Rule| (one.values, one.key()) == (other.values, other.key());
        let mut start = 0_usize;
        for rules in rules.chunk_by(alike) {
            let end = start.saturating_add(rules.len());
            if let Some(rule) = rules.first() {
                index.add(hash(rule.values.iter().copied(), rule.key()), start..end);
            }
            start = end;
        }
        index
    }

    /// The rules with `values` and `key`; `has_key` compares these with those of a rule.
    #[inline]
    pub(crate) fn find<'v, V: Iterator<Item = &'v str>>(
        &self,
        values: V,
        key: Option<Test<'_>>,
        has_key: impl Fn(usize) -> bool,
    ) -> Range<usize> {
        let mut place = self.place(hash(values, key));
        loop {
            match self.ranges.get(place) {
                Some(range) if range.is_empty() => return 0..0,
                Some(range) if has_key(range.start) => return range.clone(),
                Some(_) => place = self.next(place),
                None => return 0..0,
            }
        }
    }

    fn add(&mut self, hash: u64, rules: Range<usize>) {
        let mut place = self.place(hash);
        // At least half of the places are empty.
        while self
            .ranges
            .get(place)
            .is_some_and(|range| !range.is_empty())
        {
            place = self.next(place);
        }
        if let Some(range) = self.ranges.get_mut(place) {
            *range = rules;
        }
    }

    fn place(&self, hash: u64) -> usize {
        // The upper half of a product depends on all bits.
        let upper = usize::try_from(hash.wrapping_shr(32)).unwrap_or_default();
        upper & self.ranges.len().wrapping_sub(1)
    }

    fn next(&self, place: usize) -> usize {
        place.wrapping_add(1) & self.ranges.len().wrapping_sub(1)
    }
}

fn hash<'v, V: Iterator<Item = &'v str>>(values: V, key: Option<Test<'_>>) -> u64 {
    let mut hash = values.fold(0, text);
    if let Some(key) = key {
        hash = word(hash, u64::try_from(key.source).unwrap_or_default());
        hash = text(hash, key.equals.unwrap_or_default());
    }
    hash
}

/// Only the beginning and the length of a longer text are hashed: a delivery's may be long, and is looked up per item.
const MAX_HASHED: usize = 128;

fn text(hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let bytes = bytes.get(..MAX_HASHED).unwrap_or(bytes);
    work::read(bytes.len());
    let (words, tail) = bytes.as_chunks::<8>();
    let hash = words
        .iter()
        .fold(hash, |hash, bytes| word(hash, u64::from_le_bytes(*bytes)));
    let tail = tail
        .iter()
        .fold(0, |tail: u64, byte| tail.wrapping_shl(8) | u64::from(*byte));
    let length = u64::try_from(text.len()).unwrap_or_default();
    word(hash, tail ^ length.wrapping_shl(56))
}

fn word(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_found_and_nothing_else() {
        let names: Vec<&'static str> = (0..1000)
            .map(|number| &*format!("event.{number}").leak())
            .collect();
        let rules: Vec<Rule> = names
            .iter()
            .enumerate()
            .map(|(event, name)| Rule {
                values: vec![*name].leak(),
                tests: Vec::new(),
                event,
            })
            .collect();
        let index = Index::new(&rules);
        let find = |name: &str| {
            index.find([name].into_iter(), None, |rule| {
                rules[rule].is_at([name].into_iter(), None)
            })
        };
        for (at, name) in names.iter().enumerate() {
            assert_eq!(find(name), at..at + 1);
            assert_eq!(find(&format!("{name}x")), 0..0);
        }
        assert_eq!(find(""), 0..0);
        for index in [Index::new(&[]), Index::default()] {
            assert_eq!(index.find([""].into_iter(), None, |_| true), 0..0);
        }
    }
}
