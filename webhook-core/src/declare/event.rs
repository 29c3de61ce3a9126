//! The description of one event of a group.

use crate::expression::condition::Condition;
use crate::outcome::replies::Replies;

/// Describes one event of a group.
#[derive(Clone, Copy, Debug)]
pub struct EventDescriptor {
    pub(crate) name: &'static str,
    pub(crate) values: &'static [&'static str],
    pub(crate) conditions: &'static [Condition],
    pub(crate) payload: &'static str,
    pub(crate) ignored: bool,
    pub(crate) replies: Replies,
}

impl EventDescriptor {
    /// Describes the event `name`; `payload` is its payload type as the source writes it.
    #[must_use]
    pub const fn new(name: &'static str, payload: &'static str) -> Self {
        Self {
            name,
            values: &[],
            conditions: &[],
            payload,
            ignored: false,
            replies: Replies::new(),
        }
    }

    /// Sets the values that the group's discriminators have for this event.
    #[must_use]
    pub const fn with_values(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    /// Sets the conditions that must hold in addition to the values.
    #[must_use]
    pub const fn with_conditions(mut self, conditions: &'static [Condition]) -> Self {
        self.conditions = conditions;
        self
    }

    /// Marks the event as known and deliberately not handled.
    #[must_use]
    pub const fn with_ignored(mut self) -> Self {
        self.ignored = true;
        self
    }

    /// Sets the event's own reply statuses, which override those of the group.
    #[must_use]
    pub const fn with_replies(mut self, replies: Replies) -> Self {
        self.replies = replies;
        self
    }

    /// The event's name: the literals of its attribute, joined by `.`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The payload type as the enum writes it.
    #[must_use]
    pub const fn payload(&self) -> &'static str {
        self.payload
    }

    /// Whether the event is known and deliberately not handled.
    #[must_use]
    pub const fn is_ignored(&self) -> bool {
        self.ignored
    }

    /// The values that the group's discriminators have for this event.
    #[must_use]
    pub const fn values(&self) -> &'static [&'static str] {
        self.values
    }

    /// The conditions that must hold in addition to the values.
    #[must_use]
    pub const fn conditions(&self) -> &'static [Condition] {
        self.conditions
    }

    /// Whether the event is recognised only by the shape of its payload.
    #[must_use]
    pub const fn is_structural(&self) -> bool {
        self.values.is_empty() && self.conditions.is_empty()
    }
}
