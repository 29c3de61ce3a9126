//! The data of a sender.

use core::fmt;

use crate::expression::Expression;
use crate::handshake::model::Handshake;
use crate::outcome::replies::Replies;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;

/// A sender: its scheme, where its deliveries carry their event and id, the replies that it wants, the handshakes that it
/// makes before the first delivery, and how this data was checked.
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
    /// `Some` only for senders of the library's own list.
    pub(crate) evidence: Option<Evidence>,
}

/// How the library's data about a sender was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// The sender's own libraries verify what this library signs, or sign what it verifies.
    RanOwnLibrary(&'static str),
    /// Libraries of others verify what this library signs, or sign what it verifies.
    RanOtherLibrary(&'static str),
    /// The data was taken from the sender's documentation, and not tested against a library.
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
    /// Describes a sender by its display name and its scheme.
    #[must_use]
    pub const fn new(title: &'static str, scheme: Scheme<'static>) -> Self {
        let mut sender = Self::without_scheme(title);
        sender.scheme = Some(scheme);
        sender
    }

    /// Describes a sender whose scheme is not known, such as one with only a known handshake.
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

    /// Sets the expressions that tell which event a delivery is. Without them, each event of a group needs a condition.
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

    /// Accepts bodies of any media type, not only JSON.
    #[must_use]
    pub const fn with_any_media_type(mut self) -> Self {
        self.any_media_type = true;
        self
    }

    /// Sets the handshakes that the sender makes before the first delivery.
    #[must_use]
    pub const fn with_handshakes(mut self, handshakes: &'static [Handshake]) -> Self {
        self.handshakes = handshakes;
        self
    }

    /// Sets the description of how the sender rotates secrets.
    #[must_use]
    pub const fn with_rotation(mut self, rotation: &'static str) -> Self {
        self.rotation = rotation;
        self
    }

    /// Sets the URL at which the sender documents its scheme.
    #[must_use]
    pub const fn with_source(mut self, source: &'static str) -> Self {
        self.source = source;
        self
    }

    /// Sets how the data was checked, including what the sender leaves unsigned.
    pub(crate) const fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = Some(evidence);
        self
    }

    /// The display name.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// The scheme, or `None` if only the sender's handshakes are known.
    #[must_use]
    pub const fn scheme(&self) -> Option<&Scheme<'static>> {
        self.scheme.as_ref()
    }

    /// The expressions that tell which event a delivery is.
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

    /// Whether bodies may have a media type other than JSON.
    #[must_use]
    pub const fn accepts_any_media_type(&self) -> bool {
        self.any_media_type
    }

    /// The handshakes that the sender makes before the first delivery.
    #[must_use]
    pub const fn handshakes(&self) -> &'static [Handshake] {
        self.handshakes
    }

    /// How the sender rotates secrets.
    #[must_use]
    pub const fn rotation(&self) -> &'static str {
        self.rotation
    }

    /// The URL at which the sender documents its scheme.
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

    /// Whether a group that takes over the sender's events has to read this place unsigned: the sender is in the
    /// library's own list and does not sign it.
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

/// The scheme of a sender, or a placeholder if it is not known. `sender_has_scheme` reports that error.
#[must_use]
pub const fn scheme_of(sender: &Sender) -> Scheme<'static> {
    match sender.scheme {
        Some(scheme) => scheme,
        None => Scheme::in_header(Algorithm::Custom, "Authorization"),
    }
}
