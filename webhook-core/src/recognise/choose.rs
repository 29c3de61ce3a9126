//! Choosing among the rules by the values of a delivery.

use crate::expression::read::Value;
use crate::recognise::plan::Plan;
use crate::recognise::rule::{Rule, Test};

/// The events whose rules hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum Choice {
    #[default]
    None,
    One(usize),
    Several(Vec<usize>),
}

impl FromIterator<usize> for Choice {
    fn from_iter<I: IntoIterator<Item = usize>>(events: I) -> Self {
        let mut choice = Self::None;
        for event in events {
            choice = match choice {
                Self::None => Self::One(event),
                Self::One(other) => Self::Several(vec![other, event]),
                Self::Several(mut others) => {
                    others.push(event);
                    Self::Several(others)
                }
            };
        }
        choice
    }
}

impl Plan {
    /// Chooses the longest tuple of values for which a rule holds, and then the narrowest conditions.
    #[expect(
        clippy::inline_always,
        reason = "on the path of every delivery: saves a call"
    )]
    #[inline(always)]
    pub(crate) fn choose(&self, values: &[Value<'_>], present: usize) -> Choice {
        for count in (0..=present).rev() {
            let mut holding = Holding::default();
            self.hold(values, count, None, &mut holding);
            for source in self.keys.iter().copied() {
                let value = values.get(source);
                if let Some(text) = value.and_then(Value::text) {
                    self.hold(
                        values,
                        count,
                        Some(Test {
                            source,
                            equals: Some(text),
                        }),
                        &mut holding,
                    );
                }
                if value.is_some_and(|value| *value != Value::Absent) {
                    self.hold(
                        values,
                        count,
                        Some(Test {
                            source,
                            equals: None,
                        }),
                        &mut holding,
                    );
                }
            }
            if holding.first.is_some() {
                return holding.narrowest();
            }
        }
        Choice::None
    }

    /// Adds the rules with these values and this key whose conditions hold.
    fn hold<'p>(
        &'p self,
        values: &[Value<'_>],
        count: usize,
        key: Option<Test<'_>>,
        holding: &mut Holding<'p>,
    ) {
        let has_key = |at: usize| {
            let rule = self.rules.get(at);
            rule.is_some_and(|rule| rule.is_at(self.texts(values, count), key))
        };
        let range = self.index.find(self.texts(values, count), key, has_key);
        let rules = self.rules.get(range).unwrap_or_default();
        rules
            .iter()
            .filter(|rule| rule.matches(values))
            .for_each(|rule| holding.add(rule));
    }
}

/// The rules that hold. Usually there is one, and nothing is allocated.
#[derive(Default)]
struct Holding<'p> {
    first: Option<&'p Rule>,
    others: Vec<&'p Rule>,
}

impl<'p> Holding<'p> {
    fn add(&mut self, rule: &'p Rule) {
        if self.first.is_some() {
            self.others.push(rule);
        } else {
            self.first = Some(rule);
        }
    }

    /// The rules for which no narrower one holds.
    fn narrowest(&self) -> Choice {
        if let (Some(only), []) = (self.first, self.others.as_slice()) {
            return Choice::One(only.event);
        }
        let rules = || self.first.iter().chain(&self.others).copied();
        let kept = |rule: &&Rule| !rules().any(|other| other.is_narrower_than(rule));
        let mut choice: Choice = rules().filter(kept).map(|rule| rule.event).collect();
        if let Choice::Several(events) = &mut choice {
            events.sort_unstable();
        }
        choice
    }
}
