//! What a group of a sender's events needs beside the scheme.

use crate::expression::Expression;
use crate::handshake::model::Handshake;
use crate::outcome::reply::Replies;
use crate::scheme::model::Scheme;

/// A sender: its scheme, where its deliveries say their event and their id, the statuses that it wants, and
/// what it asks before the first delivery.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Expression;
/// use webhook_core::scheme::presets::senders;
///
/// assert_eq!(senders::github.discriminator()[0], Expression::Header("X-GitHub-Event"));
/// assert!(senders::github.has_unsigned_event());
/// assert!(!senders::stripe.has_unsigned_event());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    pub(crate) scheme: Scheme<'static>,
    pub(crate) discriminator: &'static [Expression<'static>],
    pub(crate) id: Option<Expression<'static>>,
    pub(crate) replies: Replies,
    pub(crate) any_media_type: bool,
    pub(crate) handshakes: &'static [Handshake],
    /// Whether it is one of [`senders`](crate::senders::known), whose unsigned parts were looked up.
    pub(crate) known: bool,
}

impl Sender {
    /// Describes a sender by its scheme and the places where its deliveries say their event; none for a group whose
    /// events say it by themselves.
    #[must_use]
    pub const fn new(
        scheme: Scheme<'static>,
        discriminator: &'static [Expression<'static>],
    ) -> Self {
        Self {
            scheme,
            discriminator,
            id: None,
            replies: Replies::new(),
            any_media_type: false,
            handshakes: &[],
            known: false,
        }
    }

    /// The same for a sender of the library's own list.
    pub(crate) const fn known(
        scheme: Scheme<'static>,
        discriminator: &'static [Expression<'static>],
    ) -> Self {
        Self {
            known: true,
            ..Self::new(scheme, discriminator)
        }
    }

    /// Sets where deliveries carry their id.
    #[must_use]
    pub const fn with_id(mut self, id: Expression<'static>) -> Self {
        self.id = Some(id);
        self
    }

    /// Sets the statuses that the sender wants.
    #[must_use]
    pub const fn with_replies(mut self, replies: Replies) -> Self {
        self.replies = replies;
        self
    }

    /// Says that bodies are not JSON alone.
    #[must_use]
    pub const fn with_any_media_type(mut self) -> Self {
        self.any_media_type = true;
        self
    }

    /// Sets what the sender asks before the first delivery.
    #[must_use]
    pub const fn with_handshakes(mut self, handshakes: &'static [Handshake]) -> Self {
        self.handshakes = handshakes;
        self
    }

    /// What the sender asks before the first delivery.
    #[must_use]
    pub const fn handshakes(&self) -> &'static [Handshake] {
        self.handshakes
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> &Scheme<'static> {
        &self.scheme
    }

    /// Where a delivery says its event.
    #[must_use]
    pub const fn discriminator(&self) -> &'static [Expression<'static>] {
        self.discriminator
    }

    /// Where a delivery carries its id.
    #[must_use]
    pub const fn id(&self) -> Option<Expression<'static>> {
        self.id
    }

    /// The statuses that the sender wants.
    #[must_use]
    pub const fn replies(&self) -> Replies {
        self.replies
    }

    /// Whether bodies may have another media type than JSON.
    #[must_use]
    pub const fn accepts_any_media_type(&self) -> bool {
        self.any_media_type
    }

    /// Whether a group that takes over the sender's events has no choice but to read this one unsigned: the sender is of
    /// the library's own list, and does not sign it.
    pub(crate) const fn leaves_no_choice(&self, place: Expression<'_>) -> bool {
        self.known && !self.scheme.signs(place)
    }

    /// Whether the sender leaves the event unsigned, so that one event can be replayed as another.
    #[must_use]
    pub const fn has_unsigned_event(&self) -> bool {
        let mut rest = self.discriminator;
        while let [first, others @ ..] = rest {
            if !self.scheme.signs(*first) {
                return true;
            }
            rest = others;
        }
        false
    }
}
