//! A condition of a rule, on the value of one expression.

use serde::Serialize;

use crate::expression::Expression;

/// A condition of an event's rule: `when(expression = "value")`, or `when(expression)` for presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    pub(crate) expression: Expression<'static>,
    pub(crate) equals: Option<&'static str>,
}

impl Condition {
    /// Holds if the value exists and is not null.
    #[must_use]
    pub const fn present(expression: Expression<'static>) -> Self {
        Self {
            expression,
            equals: None,
        }
    }

    /// Holds if the value of the expression is `value`, byte for byte.
    #[must_use]
    pub const fn equals(expression: Expression<'static>, value: &'static str) -> Self {
        Self {
            expression,
            equals: Some(value),
        }
    }

    /// The expression whose value is tested.
    #[must_use]
    pub const fn expression(&self) -> Expression<'static> {
        self.expression
    }

    /// The expected value, or `None` if any value will do.
    #[must_use]
    pub const fn value(&self) -> Option<&'static str> {
        self.equals
    }
}
