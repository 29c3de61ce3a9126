//! The prepared rule of one event.

use crate::expression::read::Value;

/// The rule of one event.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) values: &'static [&'static str],
    /// The first one is the rule's key.
    pub(crate) tests: Vec<Test<'static>>,
    pub(crate) event: usize,
}

impl Rule {
    /// The key by which the rule is looked up, together with its values.
    #[inline]
    pub(crate) fn key(&self) -> Option<Test<'_>> {
        self.tests.first().copied()
    }

    /// Whether the rule has these values and this key.
    #[inline]
    pub(crate) fn is_at<'v, V: Iterator<Item = &'v str>>(
        &self,
        values: V,
        key: Option<Test<'_>>,
    ) -> bool {
        self.values.iter().copied().eq(values) && self.key() == key
    }

    #[inline]
    pub(crate) fn matches(&self, values: &[Value<'_>]) -> bool {
        self.tests.iter().all(|test| test.matches(values))
    }

    /// Whether `other`, which has the same values, holds whenever this rule holds, but not the reverse.
    pub(crate) fn is_narrower_than(&self, other: &Self) -> bool {
        self.implies(other) && !other.implies(self)
    }

    fn implies(&self, other: &Self) -> bool {
        other
            .tests
            .iter()
            .all(|wanted| self.tests.iter().any(|test| test.implies(wanted)))
    }
}

/// A prepared condition. The order is that of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Test<'a> {
    pub(crate) source: usize,
    /// `None` for presence.
    pub(crate) equals: Option<&'a str>,
}

impl Test<'_> {
    #[inline]
    pub(crate) fn matches(self, values: &[Value<'_>]) -> bool {
        let value = values.get(self.source);
        match self.equals {
            Some(equals) => value.and_then(Value::text) == Some(equals),
            None => value.is_some_and(|value| *value != Value::Absent),
        }
    }

    fn implies(self, other: &Self) -> bool {
        self.source == other.source && (other.equals.is_none() || self.equals == other.equals)
    }
}
