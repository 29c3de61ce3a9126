//! Where the rules of given values and key stand, however many there are.

use super::plan::{Rule, Test};

/// A hash table over rules that are sorted by values and key.
///
/// It is filled from the declaration of a group and never from a delivery, so that nobody can make it slow.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The first rule of each values and key, plus one; zero where there is none. A power of two of them.
    starts: Vec<usize>,
}

impl Index {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let places = rules.len().saturating_mul(2).next_power_of_two();
        let mut index = Self {
            starts: vec![0; places],
        };
        let mut before: Option<&Rule> = None;
        for (at, rule) in rules.iter().enumerate() {
            if before
                .is_none_or(|before| (before.values, before.key()) != (rule.values, rule.key()))
            {
                index.add(hash(rule.values.iter().copied(), rule.key()), at);
            }
            before = Some(rule);
        }
        index
    }

    /// The first rule whose place is that of `values` and `key`, as `is` tells.
    #[inline]
    pub(super) fn find<'v, V: Iterator<Item = &'v str>>(
        &self,
        values: V,
        key: Option<Test<'_>>,
        is: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut place = self.place(hash(values, key));
        loop {
            // At least half of the places are empty.
            let rule = self.starts.get(place)?.checked_sub(1)?;
            if is(rule) {
                return Some(rule);
            }
            place = self.next(place);
        }
    }

    fn add(&mut self, hash: u64, rule: usize) {
        let mut place = self.place(hash);
        while self.starts.get(place).is_some_and(|start| *start > 0) {
            place = self.next(place);
        }
        if let Some(start) = self.starts.get_mut(place) {
            *start = rule.saturating_add(1);
        }
    }

    fn place(&self, hash: u64) -> usize {
        // The upper half of a product is the one that all bits went into.
        let upper = usize::try_from(hash.wrapping_shr(32)).unwrap_or_default();
        upper & self.starts.len().wrapping_sub(1)
    }

    fn next(&self, place: usize) -> usize {
        place.wrapping_add(1) & self.starts.len().wrapping_sub(1)
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

fn text(hash: u64, text: &str) -> u64 {
    let (words, tail) = text.as_bytes().as_chunks::<8>();
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
                rules[rule].order([name].into_iter(), None).is_eq()
            })
        };
        for (at, name) in names.iter().enumerate() {
            assert_eq!(find(name), Some(at));
            assert_eq!(find(&format!("{name}x")), None);
        }
        assert_eq!(find(""), None);
        assert_eq!(Index::new(&[]).find([""].into_iter(), None, |_| true), None);
        assert_eq!(
            Index::default().find([""].into_iter(), None, |_| true),
            None
        );
    }
}
