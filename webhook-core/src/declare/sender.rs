//! The data of a sender.

use core::fmt;

use crate::declare::body_kind::BodyKind;
use crate::expression::Expression;
use crate::handshake::model::Handshake;
use crate::outcome::replies::Replies;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;

/// A sender: its scheme, where its deliveries carry their event, id and payload, the replies that it wants, the handshakes
/// that it makes before the first delivery, and how this data was checked.
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
    /// `None` if it is not known. A sender of the library's own list then needs a `payload` in the group.
    pub(crate) payload: Option<Expression<'static>>,
    pub(crate) each: Option<&'static str>,
    pub(crate) body: BodyKind,
    /// What a delivery is that has nothing at the payload's place, for the log.
    pub(crate) without_payload: Option<&'static str>,
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
    /// Widely used receivers of others verify what this library signs.
    RanReceiver(&'static str),
    /// The code of the sender, or of receivers, was read and not run.
    ReadSource(&'static str),
    /// The data was taken from documentation, and not tested against a library.
    Documented,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RanOwnLibrary(names) => write!(f, "its own library: `{names}`"),
            Self::RanReceiver(names) => write!(f, "a receiver of others: `{names}`"),
            Self::ReadSource(names) => write!(f, "read: {names}"),
            Self::Documented => f.write_str("documentation"),
        }
    }
}

impl Sender {
    /// A sender of which nothing is known. The library's own list sets the fields of it, because a call of each `with_` method would
    /// cost everyone who builds the library.
    pub(crate) const BLANK: Self = Self {
        title: "",
        scheme: None,
        discriminator: &[],
        id: None,
        payload: None,
        each: None,
        body: BodyKind::Json,
        without_payload: None,
        replies: Replies::new(),
        any_media_type: false,
        handshakes: &[],
        rotation: "not documented",
        source: "",
        evidence: None,
    };

    /// Describes a sender by its display name and its scheme.
    #[must_use]
    pub const fn new(title: &'static str, scheme: Scheme<'static>) -> Self {
        Self {
            title,
            scheme: Some(scheme),
            ..Self::BLANK
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

    /// Sets where deliveries carry what their event is about: [`Expression::Body`], which is the default, a
    /// [`Pointer`](Expression::Pointer), or an [`Item`](Expression::Item) beside [`with_each`](Self::with_each), where the
    /// empty pointer is the whole item.
    ///
    /// [`FirstOf`](Expression::FirstOf) a pointer and the whole body is for senders that wrap only some events. Nothing else
    /// can be a payload.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::Expression;
    /// use webhook_core::senders;
    ///
    /// assert_eq!(senders::stripe.payload(), Some(Expression::Pointer("/data/object")));
    /// let slack = Expression::FirstOf(&[Expression::Pointer("/event"), Expression::Body]);
    /// assert_eq!(senders::slack.payload(), Some(slack));
    /// ```
    #[must_use]
    pub const fn with_payload(mut self, place: Expression<'static>) -> Self {
        self.payload = Some(place);
        self
    }

    /// Declares that a delivery carries many events: the items of the array at this JSON pointer. An empty pointer means
    /// that the body is the array.
    #[must_use]
    pub const fn with_each(mut self, pointer: &'static str) -> Self {
        self.each = Some(pointer);
        self
    }

    /// Sets the kind of body. The default is JSON.
    #[must_use]
    pub const fn with_body(mut self, body: BodyKind) -> Self {
        self.body = body;
        self
    }

    /// The sender as one whose payload is the whole body, even where that carries many events. What is read in the items
    /// is not read then.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_whole_body(mut self) -> Self {
        self.payload = Some(Expression::Body);
        self.without_payload = None;
        if self.each.is_some() {
            self.each = None;
            if reads_item(self.discriminator) {
                self.discriminator = &[];
            }
            if matches!(self.id, Some(Expression::Item(_))) {
                self.id = None;
            }
        }
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

    /// Where a delivery carries what its event is about, or `None` if it is not known.
    #[must_use]
    pub const fn payload(&self) -> Option<Expression<'static>> {
        self.payload
    }

    /// The JSON pointer of the array whose items are the events, or `None` if a delivery is one event.
    #[must_use]
    pub const fn each(&self) -> Option<&'static str> {
        self.each
    }

    /// The kind of body.
    #[must_use]
    pub const fn body(&self) -> BodyKind {
        self.body
    }

    /// Whether a delivery is more than what one event is about: the payload is a part of it, or there are many.
    #[must_use]
    pub const fn has_envelope(&self) -> bool {
        self.each.is_some() || !matches!(self.payload, None | Some(Expression::Body))
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

/// Whether one of the expressions is read in an item.
const fn reads_item(expressions: &[Expression<'_>]) -> bool {
    let mut rest = expressions;
    while let [first, others @ ..] = rest {
        let in_item = match first {
            Expression::Item(_) => true,
            Expression::FirstOf(all) => reads_item(all),
            _ => false,
        };
        if in_item {
            return true;
        }
        rest = others;
    }
    false
}

/// The scheme of a sender, or a placeholder if it is not known. `sender_has_scheme` reports that error.
#[must_use]
pub const fn scheme_of(sender: &Sender) -> Scheme<'static> {
    match sender.scheme {
        Some(scheme) => scheme,
        None => Scheme::in_header(Algorithm::Custom, "Authorization"),
    }
}
