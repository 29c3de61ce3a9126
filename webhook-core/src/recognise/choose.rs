//! The choice among the rules whose values and conditions a delivery has.

use crate::recognise::plan::Plan;
use crate::recognise::rule::{Rule, Test};
use crate::recognise::value::Value;

/// What the rules say.
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
    /// Chooses by the longest tuple of values that has a rule which holds, then by the narrowest conditions.
    #[expect(
        clippy::inline_always,
        reason = "the way of every delivery, which costs no call"
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

    /// Adds the rules that have these values and this key, and hold.
    fn hold<'p>(
        &'p self,
        values: &[Value<'_>],
        count: usize,
        key: Option<Test<'_>>,
        holding: &mut Holding<'p>,
    ) {
        let is = |at: usize| {
            let rule = self.rules.get(at);
            rule.is_some_and(|rule| rule.is_at(self.texts(values, count), key))
        };
        let range = self.index.find(self.texts(values, count), key, is);
        let rules = self.rules.get(range).unwrap_or_default();
        rules
            .iter()
            .filter(|rule| rule.holds(values))
            .for_each(|rule| holding.add(rule));
    }
}

/// The rules that hold. There is nearly always one, and then nothing is allocated.
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

    /// The rules that no other one is narrower than.
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
