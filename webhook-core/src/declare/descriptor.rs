//! The description of a group: plain data, made at compile time.

use core::time::Duration;

use crate::declare::body_kind::{BodyKind, Gzip};
use crate::declare::durable::{Durable, OnceBy, RUN};
use crate::declare::event::EventDescriptor;
use crate::declare::sender::Sender;
use crate::expression::Expression;
use crate::handshake::model::Handshake;
use crate::outcome::replies::Replies;
use crate::payload::error::PayloadError;
use crate::scheme::model::Scheme;

/// Describes a group: its scheme, its events and the rules that recognise them.
///
/// `#[derive(EventGroup)]` generates it as [`EventGroup::DESCRIPTOR`](crate::EventGroup::DESCRIPTOR). It prints as a
/// table and serialises as a manifest.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a keyword that a group declares or not"
)]
pub struct Descriptor {
    pub(crate) name: &'static str,
    pub(crate) paths: &'static [&'static str],
    /// The sender's data, with what the group declares instead.
    pub(crate) sender: Sender,
    pub(crate) secret_env: Option<&'static str>,
    pub(crate) payload: Option<&'static str>,
    /// Whether the payload is the whole body where there is nothing at its pointer.
    pub(crate) payload_or_body: bool,
    /// Whether the payload is the sender's place, and not one of the group's own.
    payload_of_sender: bool,
    pub(crate) each: Option<&'static str>,
    pub(crate) body: BodyKind,
    /// How the body is decoded, if the sender compresses it.
    pub(crate) gzip: Option<Gzip>,
    pub(crate) accept_unhandled: bool,
    pub(crate) max_body: usize,
    pub(crate) deadline: Option<Duration>,
    pub(crate) idempotent: Option<OnceBy>,
    pub(crate) durable: Option<Durable>,
    pub(crate) danger_unsigned_body: bool,
    pub(crate) danger_unsigned_discriminator: bool,
    pub(crate) danger_touching_parts: bool,
    /// The discriminators that the sender itself leaves unsigned. No known sender has more than two.
    pub(crate) no_choice: [Option<Expression<'static>>; 2],
    pub(crate) events: &'static [EventDescriptor],
}

/// The default body limit of a group: 1 MiB. Larger bodies are refused.
pub const DEFAULT_MAX_BODY: usize = 1024 * 1024;

impl Descriptor {
    /// Describes an unsigned group with `events`, without paths and with every default.
    #[must_use]
    pub const fn new(name: &'static str, events: &'static [EventDescriptor]) -> Self {
        Self {
            name,
            paths: &[],
            sender: Sender {
                title: name,
                ..Sender::BLANK
            },
            secret_env: None,
            payload: None,
            payload_or_body: false,
            payload_of_sender: false,
            each: None,
            body: BodyKind::Json,
            gzip: None,
            accept_unhandled: false,
            max_body: DEFAULT_MAX_BODY,
            deadline: None,
            idempotent: None,
            durable: None,
            danger_unsigned_body: false,
            danger_unsigned_discriminator: false,
            danger_touching_parts: false,
            no_choice: [None; 2],
            events,
        }
    }

    /// Sets the paths at which deliveries arrive; one that ends in `/*` is a prefix.
    #[must_use]
    pub const fn with_paths(mut self, paths: &'static [&'static str]) -> Self {
        self.paths = paths;
        self
    }

    /// Sets the scheme that deliveries are signed under.
    #[must_use]
    pub const fn with_scheme(mut self, scheme: Scheme<'static>) -> Self {
        self.sender.scheme = Some(scheme);
        self
    }

    /// Accepts a scheme that leaves the body unsigned.
    #[must_use]
    pub const fn with_danger_unsigned_body(mut self) -> Self {
        self.danger_unsigned_body = true;
        self
    }

    /// Accepts a scheme that leaves the discriminator unsigned.
    #[must_use]
    pub const fn with_danger_unsigned_discriminator(mut self) -> Self {
        self.danger_unsigned_discriminator = true;
        self
    }

    /// Accepts a message in which bytes can move from one part to the next. The presets of senders that sign this way
    /// already accept it for their own message.
    #[must_use]
    pub const fn with_danger_touching_parts(mut self) -> Self {
        self.danger_touching_parts = true;
        self
    }

    /// Sets the environment variable that [`install_from_env`](crate::install_from_env) reads the secret from.
    #[must_use]
    pub const fn with_secret_env(mut self, variable: &'static str) -> Self {
        self.secret_env = Some(variable);
        self
    }

    /// Sets the expressions that tell which event a delivery is.
    #[must_use]
    pub const fn with_discriminator(mut self, expressions: &'static [Expression<'static>]) -> Self {
        self.sender.discriminator = expressions;
        self.no_choice = [None; 2];
        self
    }

    /// Sets the JSON pointer of the payload. By default, the payload is the whole body.
    #[must_use]
    pub const fn with_payload(mut self, pointer: &'static str) -> Self {
        self.payload = Some(pointer);
        self.payload_or_body = false;
        self.payload_of_sender = false;
        self
    }

    /// Declares that a delivery carries many events: the items of the array at this JSON pointer. An empty pointer means
    /// that the body is the array, and the key `*` every element of an array.
    ///
    /// The payload is then in the item, and so are the values of [`Expression::Item`]. An [`Expression::Pointer`] is a value
    /// of the whole body.
    #[must_use]
    pub const fn with_each(mut self, pointer: &'static str) -> Self {
        self.each = Some(pointer);
        self.without_payload_of_sender()
    }

    /// Sets the kind of body. The default is JSON.
    #[must_use]
    pub const fn with_body(mut self, body: BodyKind) -> Self {
        self.body = body;
        if body.is_pairs() {
            return self.without_payload_of_sender();
        }
        self
    }

    /// Forgets the sender's place of the payload: it is not one of other items, or of a form.
    const fn without_payload_of_sender(mut self) -> Self {
        if self.payload_of_sender {
            self.payload = None;
            self.payload_or_body = false;
            self.payload_of_sender = false;
        }
        self
    }

    /// Decodes bodies that arrive compressed by gzip. The decoded body is bounded by the limit of the group, and by a hundred
    /// times the size of the encoded one.
    #[must_use]
    pub const fn with_gzip(mut self, signed: Gzip) -> Self {
        self.gzip = Some(signed);
        self
    }

    /// Sets where a delivery carries its id.
    #[must_use]
    pub const fn with_id(mut self, expression: Expression<'static>) -> Self {
        self.sender.id = Some(expression);
        self
    }

    /// Sets the group's own reply statuses. Statuses that are not set keep their value, such as the one that a
    /// [`Sender`] wants.
    #[must_use]
    pub const fn with_replies(mut self, replies: Replies) -> Self {
        self.sender.replies = replies.or(self.sender.replies);
        self
    }

    /// Answers events without a handler with success instead of refusing to start.
    #[must_use]
    pub const fn with_unhandled_accepted(mut self) -> Self {
        self.accept_unhandled = true;
        self
    }

    /// Sets the size in bytes above which a body is refused.
    #[must_use]
    pub const fn with_max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Accepts any media type, not only JSON.
    #[must_use]
    pub const fn with_any_media_type(mut self) -> Self {
        self.sender.any_media_type = true;
        self
    }

    /// Takes over a sender's data: its scheme, where its deliveries carry their event, id, payload and items, the kind of
    /// body, the statuses that it wants, and its handshakes. What is set afterwards is the group's own.
    #[must_use]
    pub const fn with_sender(mut self, sender: &Sender) -> Self {
        self.sender = *sender;
        (self.payload, self.payload_or_body) = match sender.payload {
            Some(Expression::Pointer(pointer) | Expression::Item(pointer)) => {
                (Some(pointer), false)
            }
            Some(Expression::FirstOf([Expression::Pointer(pointer), Expression::Body])) => {
                (Some(*pointer), true)
            }
            _ => (None, false),
        };
        self.payload_of_sender = true;
        self.each = sender.each;
        self.body = sender.body;
        self.no_choice = match sender.discriminator {
            [] => [None; 2],
            [only] => [left_by(sender, *only), None],
            [first, second, ..] => [left_by(sender, *first), left_by(sender, *second)],
        };
        self
    }

    /// Sets the handshakes that the sender makes before the first delivery. They replace those of a [`Sender`].
    #[must_use]
    pub const fn with_handshakes(mut self, handshakes: &'static [Handshake]) -> Self {
        self.sender.handshakes = handshakes;
        self
    }

    /// The handshakes that the sender makes before the first delivery.
    #[must_use]
    pub const fn handshakes(&self) -> &'static [Handshake] {
        self.sender.handshakes
    }

    /// Runs each delivery once, identified by its id.
    #[must_use]
    pub const fn with_idempotency(mut self) -> Self {
        self.idempotent = Some(OnceBy::Id);
        self
    }

    /// Runs each delivery once, identified by the digest of its body, or of the item in a group with `each`. The id is
    /// not used.
    #[must_use]
    pub const fn with_idempotency_by_digest(mut self) -> Self {
        self.idempotent = Some(OnceBy::Digest);
        self
    }

    /// Whether each delivery runs once, identified by its id or by a digest.
    #[must_use]
    pub const fn is_idempotent(&self) -> bool {
        self.idempotent.is_some()
    }

    /// Stores deliveries in the inbox, which runs them later: for at most 60 seconds, unless the group declares its deadline.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_durable(mut self, durable: Durable) -> Self {
        self.durable = Some(durable);
        if self.deadline.is_none() {
            self.deadline = Some(RUN);
        }
        self
    }

    /// Whether deliveries are stored in the inbox and run later.
    #[must_use]
    pub const fn is_durable(&self) -> bool {
        self.durable.is_some()
    }

    /// How a repeated delivery is found, in an idempotent or durable group.
    pub(crate) const fn once_by(&self) -> Option<OnceBy> {
        match self.durable {
            Some(durable) => durable.key,
            None => self.idempotent,
        }
    }

    /// Sets how long a delivery may take. The time covers the waits before the handler (keys, verifier, claim) and an
    /// asynchronous handler. In a durable group, it is the time for a run of the stored delivery.
    #[must_use]
    pub const fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Says where a payload that is absent should have been, and what the delivery may be instead.
    #[cold]
    pub(crate) fn locate(&self, error: PayloadError) -> PayloadError {
        let instead = self.sender.without_payload;
        error.at(self.payload, instead.filter(|_| self.payload_of_sender))
    }

    /// The group's name, as logs and the manifest print it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the scheme signs the URL that the sender used.
    pub(crate) fn signs_url(&self) -> bool {
        let scheme = self.sender.scheme;
        scheme.is_some_and(|scheme| scheme.reads_url())
    }

    /// The paths at which deliveries arrive.
    #[must_use]
    pub const fn paths(&self) -> &'static [&'static str] {
        self.paths
    }

    /// The scheme, or `None` for an unsigned group.
    #[must_use]
    pub const fn scheme(&self) -> Option<&Scheme<'static>> {
        self.sender.scheme.as_ref()
    }

    /// The expressions that tell which event a delivery is.
    #[must_use]
    pub const fn discriminator(&self) -> &'static [Expression<'static>] {
        self.sender.discriminator
    }

    /// The JSON pointer of the payload, or `None` if the payload is the whole body.
    #[must_use]
    pub const fn payload(&self) -> Option<&'static str> {
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

    /// Where a delivery carries its id.
    #[must_use]
    pub const fn id(&self) -> Option<Expression<'static>> {
        self.sender.id
    }

    /// The events, in the order of the enum's variants.
    #[must_use]
    pub const fn events(&self) -> &'static [EventDescriptor] {
        self.events
    }
}

const fn left_by(sender: &Sender, place: Expression<'static>) -> Option<Expression<'static>> {
    if sender.leaves_no_choice(place) {
        Some(place)
    } else {
        None
    }
}
