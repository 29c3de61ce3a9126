//! What is known of a sender.

use core::fmt;

use crate::expression::Expression;
use crate::handshake::model::Handshake;
use crate::outcome::replies::Replies;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;

/// A sender: its scheme, where its deliveries say their event and their id, the replies that it wants, what it asks
/// before the first delivery, and how that is known.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Expression, Scheme};
/// use webhook_core::senders::{self, Sender};
///
/// assert_eq!(senders::github.discriminator()[0], Expression::Header("X-GitHub-Event"));
/// assert!(senders::github.has_unsigned_event());
///
/// const ACME: Sender = Sender::new("Acme", Scheme::in_header(Algorithm::HmacSha256, "X-Acme-Signature"))
///     .with_discriminator(&[Expression::Pointer("/type")]);
/// assert!(!ACME.has_unsigned_event());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    pub(crate) title: &'static str,
    pub(crate) scheme: Option<Scheme<'static>>,
    pub(crate) discriminator: &'static [Expression<'static>],
    pub(crate) id: Option<Expression<'static>>,
    pub(crate) replies: Replies,
    pub(crate) any_media_type: bool,
    pub(crate) handshakes: &'static [Handshake],
    pub(crate) rotation: &'static str,
    pub(crate) source: &'static str,
    /// Only senders of the library's own list have one.
    pub(crate) evidence: Option<Evidence>,
}

/// How the library's data of a sender was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// The sender's own libraries verify what this library signs, or sign what it verifies.
    RanOwnLibrary(&'static str),
    /// The same with libraries of others.
    RanOtherLibrary(&'static str),
    /// It was written from the sender's documentation, and not run against a library.
    Documentation,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RanOwnLibrary(names) => write!(f, "its own library: `{names}`"),
            Self::RanOtherLibrary(names) => write!(f, "another library: `{names}`"),
            Self::Documentation => f.write_str("its documentation"),
        }
    }
}

impl Sender {
    /// Describes a sender by its name for people and its scheme.
    #[must_use]
    pub const fn new(title: &'static str, scheme: Scheme<'static>) -> Self {
        let mut sender = Self::without_scheme(title);
        sender.scheme = Some(scheme);
        sender
    }

    /// Describes a sender whose scheme is not known, such as one of which only the handshake is.
    pub(crate) const fn without_scheme(title: &'static str) -> Self {
        Self {
            title,
            scheme: None,
            discriminator: &[],
            id: None,
            replies: Replies::new(),
            any_media_type: false,
            handshakes: &[],
            rotation: "not documented",
            source: "",
            evidence: None,
        }
    }

    /// Sets the places where deliveries say their event. Without one, each event of a group needs a condition.
    #[must_use]
    pub const fn with_discriminator(mut self, places: &'static [Expression<'static>]) -> Self {
        self.discriminator = places;
        self
    }

    /// Sets where deliveries carry their id.
    #[must_use]
    pub const fn with_id(mut self, id: Expression<'static>) -> Self {
        self.id = Some(id);
        self
    }

    /// Sets the replies that the sender wants.
    #[must_use]
    pub const fn with_replies(mut self, replies: Replies) -> Self {
        self.replies = replies;
        self
    }

    /// Accepts bodies of any media type, not JSON alone.
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

    /// Says how the sender changes a secret.
    #[must_use]
    pub const fn with_rotation(mut self, rotation: &'static str) -> Self {
        self.rotation = rotation;
        self
    }

    /// Says where the sender documents its scheme.
    #[must_use]
    pub const fn with_source(mut self, source: &'static str) -> Self {
        self.source = source;
        self
    }

    /// Says how the data was checked, which includes what the sender leaves unsigned.
    pub(crate) const fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = Some(evidence);
        self
    }

    /// The name for people.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// The scheme, or `None` for a sender of which only the handshakes are known.
    #[must_use]
    pub const fn scheme(&self) -> Option<&Scheme<'static>> {
        self.scheme.as_ref()
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

    /// The replies that the sender wants.
    #[must_use]
    pub const fn replies(&self) -> Replies {
        self.replies
    }

    /// Whether bodies may have another media type than JSON.
    #[must_use]
    pub const fn accepts_any_media_type(&self) -> bool {
        self.any_media_type
    }

    /// What the sender asks before the first delivery.
    #[must_use]
    pub const fn handshakes(&self) -> &'static [Handshake] {
        self.handshakes
    }

    /// How the sender changes a secret.
    #[must_use]
    pub const fn rotation(&self) -> &'static str {
        self.rotation
    }

    /// Where the sender documents its scheme.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// How the data was checked; `None` for your own senders.
    #[must_use]
    pub const fn evidence(&self) -> Option<Evidence> {
        self.evidence
    }

    /// Whether the sender leaves the event unsigned, so that one event can be replayed as another.
    #[must_use]
    pub const fn has_unsigned_event(&self) -> bool {
        let mut rest = self.discriminator;
        while let [first, others @ ..] = rest {
            if !self.signs(*first) {
                return true;
            }
            rest = others;
        }
        false
    }

    /// Whether a group that takes over the sender's events has no choice but to read this one unsigned: the sender is
    /// of the library's own list, and does not sign it.
    pub(crate) const fn leaves_no_choice(&self, place: Expression<'_>) -> bool {
        self.evidence.is_some() && self.scheme.is_some() && !self.signs(place)
    }

    const fn signs(&self, place: Expression<'_>) -> bool {
        match &self.scheme {
            Some(scheme) => scheme.signs(place),
            None => false,
        }
    }
}

/// The scheme of a sender, or any where it is not known, which is an error of its own.
#[must_use]
pub const fn scheme_of(sender: &Sender) -> Scheme<'static> {
    match sender.scheme {
        Some(scheme) => scheme,
        None => Scheme::in_header(Algorithm::Custom, "Authorization"),
    }
}
