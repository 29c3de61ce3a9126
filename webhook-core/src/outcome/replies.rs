//! The statuses that a group chooses.

use crate::outcome::kind::ReplyKey;

/// The statuses of a group or of one event: the keys of `reply(..)`.
///
/// What is not set falls to the group, then to the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replies {
    pub(crate) ok: Option<u16>,
    pub(crate) unknown: Option<u16>,
    pub(crate) failed: Option<u16>,
    pub(crate) permanent: Option<u16>,
    pub(crate) rejected: Option<u16>,
    pub(crate) malformed: Option<u16>,
    /// Media type and text of a success.
    pub(crate) ok_body: Option<(&'static str, &'static str)>,
}

impl Replies {
    /// Sets nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            ok: None,
            unknown: None,
            failed: None,
            permanent: None,
            rejected: None,
            malformed: None,
            ok_body: None,
        }
    }

    /// Answers a handled delivery; 200 by default.
    #[must_use]
    pub const fn with_ok(mut self, status: u16) -> Self {
        self.ok = Some(status);
        self
    }

    /// Answers an ignored or unknown event; 200 by default, because a sender disables an endpoint that answers 4xx.
    #[must_use]
    pub const fn with_unknown(mut self, status: u16) -> Self {
        self.unknown = Some(status);
        self
    }

    /// Answers a handler's failure; 500 by default.
    #[must_use]
    pub const fn with_failed(mut self, status: u16) -> Self {
        self.failed = Some(status);
        self
    }

    /// Answers a failure that no retry can mend; 422 by default.
    #[must_use]
    pub const fn with_permanent(mut self, status: u16) -> Self {
        self.permanent = Some(status);
        self
    }

    /// Answers a delivery that did not verify; 401 by default.
    #[must_use]
    pub const fn with_rejected(mut self, status: u16) -> Self {
        self.rejected = Some(status);
        self
    }

    /// Answers a body that is not JSON or does not name its event; 400 by default.
    #[must_use]
    pub const fn with_malformed(mut self, status: u16) -> Self {
        self.malformed = Some(status);
        self
    }

    /// Answers a success with a text of a media type, instead of `{"received":true}`; an empty text has no type.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::outcome::Replies;
    ///
    /// const TWILIO: Replies = Replies::new().with_rejected(403).with_ok_body("text/xml", "<Response/>");
    /// assert_ne!(TWILIO, Replies::new());
    /// ```
    #[must_use]
    pub const fn with_ok_body(mut self, media_type: &'static str, text: &'static str) -> Self {
        self.ok_body = Some((media_type, text));
        self
    }

    pub(crate) const fn get(&self, key: ReplyKey) -> Option<u16> {
        match key {
            ReplyKey::Ok => self.ok,
            ReplyKey::Unknown => self.unknown,
            ReplyKey::Failed => self.failed,
            ReplyKey::Permanent => self.permanent,
            ReplyKey::Rejected => self.rejected,
            ReplyKey::Malformed => self.malformed,
        }
    }

    /// Takes from `base` what is not set here.
    #[must_use]
    pub(crate) const fn or(self, base: Self) -> Self {
        const fn first(one: Option<u16>, other: Option<u16>) -> Option<u16> {
            if one.is_some() { one } else { other }
        }
        Self {
            ok: first(self.ok, base.ok),
            unknown: first(self.unknown, base.unknown),
            failed: first(self.failed, base.failed),
            permanent: first(self.permanent, base.permanent),
            rejected: first(self.rejected, base.rejected),
            malformed: first(self.malformed, base.malformed),
            ok_body: if self.ok_body.is_some() {
                self.ok_body
            } else {
                base.ok_body
            },
        }
    }
}
