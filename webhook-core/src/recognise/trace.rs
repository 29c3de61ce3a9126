//! Which parts of each rule hold, for people who ask why a delivery is this event and not another.

use crate::delivery::Delivery;
use crate::json::scan::{Slot, Until, scan};
use crate::recognise::plan::Plan;
use crate::recognise::{ABSENT, NotFound};

/// The parts of a rule that hold. It holds no value of the request.
pub(crate) struct Held {
    pub(crate) event: usize,
    /// For each value of the rule, how the discriminator compares.
    pub(crate) values: Vec<Compared>,
    /// For each condition, in the order of the prepared rule: those with a value first.
    pub(crate) tests: Vec<bool>,
}

/// How a discriminator compares with the value of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    Equal,
    /// It begins with at least four of the same characters.
    BeginsAlike,
    Different,
    Absent,
}

impl Plan {
    /// Compares all rules with a delivery, whose body is the text `body`.
    pub(crate) fn held(&self, delivery: &Delivery, body: &str) -> Result<Vec<Held>, NotFound> {
        let places = self.sought.trie.len().max(self.places.len());
        let (mut slots, mut values) = (vec![Slot::Absent; places], vec![ABSENT; places]);
        if !self.sought.trie.is_empty() {
            let scanned = scan(&self.sought.trie, body, &mut slots, Until::End);
            scanned.map_err(|fault| self.malformed(fault, body))?;
        }
        let read = match delivery.head() {
            None => self.read(Some(delivery), &slots, &mut values),
            Some(head) => self.read_item((delivery, head), &slots, &mut values),
        };
        read.map_err(|(place, fault)| self.unread(place, fault))?;
        let rules = self.rules.iter().map(|rule| {
            let texts = self.discriminator.iter();
            let texts = texts.map(|source| values.get(*source).and_then(|value| value.text()));
            let compared = rule.values.iter().zip(texts);
            Held {
                event: rule.event,
                values: compared
                    .map(|(value, text)| text.map_or(Compared::Absent, |text| compare(value, text)))
                    .collect(),
                tests: rule
                    .tests
                    .iter()
                    .map(|test| test.matches(&values))
                    .collect(),
            }
        });
        Ok(rules.collect())
    }
}

fn compare(value: &str, text: &str) -> Compared {
    if value == text {
        return Compared::Equal;
    }
    let alike = value.chars().zip(text.chars());
    let alike = alike.take_while(|(one, other)| one.eq_ignore_ascii_case(other));
    if alike.count() >= 4 {
        Compared::BeginsAlike
    } else {
        Compared::Different
    }
}
