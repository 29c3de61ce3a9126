//! Handshakes as data: what a sender asks before the first delivery.

use crate::expression::Expression;
use crate::expression::condition::Condition;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm};

/// The longest value that an answer repeats, in bytes.
pub const MAX_ECHO: usize = 1_024;

/// A request with which a sender checks an endpoint: how to recognise it, who may send it, and how to answer.
///
/// An answer that repeats a value of the request is plain text or JSON, with `nosniff`. The value must have at most
/// [`MAX_ECHO`] bytes and no control characters. A [`Digest`] is made only of values that cannot be the message of a
/// delivery.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::handshake::Handshake;
/// use webhook_core::group::Condition;
/// use webhook_core::scheme::Expression;
/// use webhook_core::Delivery;
///
/// const CHALLENGE: Expression<'static> = Expression::Query("challenge");
/// const ACME: Handshake = Handshake::new("GET").when(&[Condition::present(CHALLENGE)]).echo(CHALLENGE);
///
/// let request = http::Request::get("/acme?challenge=abc123").body(Bytes::new())?;
/// let reply = ACME.answer(&Delivery::from(request), None);
/// assert_eq!(reply.map(http::Response::into_body), Some(Bytes::from("abc123")));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Handshake {
    pub(crate) method: &'static str,
    /// What distinguishes the handshake from a delivery.
    pub(crate) when: &'static [Condition],
    pub(crate) asker: Asker,
    pub(crate) token: Option<Expression<'static>>,
    pub(crate) reply: Reply,
    pub(crate) ok: u16,
    pub(crate) refused: u16,
}

/// Who may send a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// Anyone.
    Anyone,
    /// Only the sender, who signs it like a delivery.
    Signer,
    /// Only senders that the program admits, because the answer agrees to something.
    Admitted,
}

#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "data of a const, never in a collection that grows"
)]
pub(crate) enum Reply {
    Empty,
    Json(&'static str),
    /// The value as plain text.
    Echo(Expression<'static>),
    /// The value, in a JSON object with one field.
    EchoField(&'static str, Expression<'static>),
    /// Values, in headers of the response.
    EchoHeaders(&'static [(Expression<'static>, &'static str)]),
    Digest(Digest),
}

/// A digest of a value of the handshake, for [`Handshake::digest`].
///
/// # Security
///
/// The key also signs deliveries, and the sender of the handshake chooses the value. Only values of 1 to 64 letters,
/// digits, `-` and `_` are answered, and not those that are JSON (`1`, `true`). A group can have such a handshake only if
/// no such value can be the message of a delivery: the message is `{$request.body}` alone and the body is not a form, or
/// the message begins with text that has another character, such as `v0:`. Other groups do not compile, and `build`
/// refuses them.
#[derive(Clone, Copy, Debug)]
pub struct Digest {
    pub(crate) of: Expression<'static>,
    pub(crate) alphabet: Alphabet,
    pub(crate) shortest: usize,
    pub(crate) longest: usize,
    pub(crate) scheme: Scheme<'static>,
    pub(crate) before: &'static str,
    /// The text between the value and its digest. Without it, the value is not repeated.
    pub(crate) between: Option<&'static str>,
    pub(crate) after: &'static str,
    /// Whether the answer begins with the id of the key.
    pub(crate) key_id: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// Lower-case hexadecimal digits. Braintree signs Base64 of XML, which never begins with one.
    LowerHex,
    /// Letters, digits, `-` and `_`: not the `:`, `.`, braces and quotes of the message of a delivery.
    Word,
}

impl Alphabet {
    /// Whether every character of a text is of the alphabet.
    pub(crate) const fn contains_all(self, text: &str) -> bool {
        let mut bytes = text.as_bytes();
        while let [byte, rest @ ..] = bytes {
            let spelt = match self {
                Self::LowerHex => matches!(*byte, b'0'..=b'9' | b'a'..=b'f'),
                Self::Word => byte.is_ascii_alphanumeric() || matches!(*byte, b'-' | b'_'),
            };
            if !spelt {
                return false;
            }
            bytes = rest;
        }
        true
    }
}

impl Digest {
    /// Answers with the digest alone, as plain text.
    #[must_use]
    pub const fn new(of: Expression<'static>, algorithm: Algorithm, encoding: Encoding) -> Self {
        Self {
            of,
            alphabet: Alphabet::Word,
            shortest: 1,
            longest: 64,
            scheme: Scheme::in_header(algorithm, "x-digest").with_encoding(encoding),
            before: "",
            between: None,
            after: "",
            key_id: false,
        }
    }

    /// Answers with JSON instead: `before`, the digest, `after`.
    #[must_use]
    pub const fn within(mut self, before: &'static str, after: &'static str) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// Repeats the value before the digest, with `between` in between.
    #[must_use]
    pub const fn repeating(mut self, between: &'static str) -> Self {
        self.between = Some(between);
        self
    }

    pub(crate) const fn braintree(mut self) -> Self {
        self.alphabet = Alphabet::LowerHex;
        (self.shortest, self.longest) = (20, 32);
        self.scheme = self.scheme.with_key(KeyForm::Sha1);
        self.key_id = true;
        self
    }
}

impl Handshake {
    /// A handshake with this method, which anyone may send, and an empty answer with status 200.
    #[must_use]
    pub const fn new(method: &'static str) -> Self {
        Self {
            method,
            when: &[],
            asker: Asker::Anyone,
            token: None,
            reply: Reply::Empty,
            ok: 200,
            refused: 401,
        }
    }

    /// Sets the conditions that distinguish the handshake from a delivery. All must hold.
    #[must_use]
    pub const fn when(mut self, when: &'static [Condition]) -> Self {
        self.when = when;
        self
    }

    /// Requires a value of the handshake to be one of the receiver's tokens, which
    /// [`handshake_token`](crate::DispatcherBuilder::handshake_token) sets. Their hashes are compared in constant time, so
    /// that not even the length leaks.
    #[must_use]
    pub const fn token(mut self, token: Expression<'static>) -> Self {
        self.token = Some(token);
        self
    }

    /// Answers only handshakes that are signed like the deliveries of the group.
    #[must_use]
    pub const fn verified(mut self) -> Self {
        self.asker = Asker::Signer;
        self
    }

    /// Answers only handshakes that [`admit_handshakes`](crate::DispatcherBuilder::admit_handshakes) accepts. Use it if
    /// the answer agrees to something, such as a new key or the end of a subscription.
    #[must_use]
    pub const fn admitted(mut self) -> Self {
        self.asker = Asker::Admitted;
        self
    }

    /// Sets the status of the answer. Default: 200.
    #[must_use]
    pub const fn ok(mut self, status: u16) -> Self {
        self.ok = status;
        self
    }

    /// Sets the status of the answer to a handshake that is not permitted. Default: 401.
    #[must_use]
    pub const fn refused(mut self, status: u16) -> Self {
        self.refused = status;
        self
    }

    /// Answers with a value of the handshake, as plain text.
    #[must_use]
    pub const fn echo(mut self, value: Expression<'static>) -> Self {
        self.reply = Reply::Echo(value);
        self
    }

    /// Answers with a JSON object whose only field is a value of the handshake.
    #[must_use]
    pub const fn echo_field(mut self, field: &'static str, value: Expression<'static>) -> Self {
        self.reply = Reply::EchoField(field, value);
        self
    }

    /// Answers with values of the handshake in headers, whose names must be in lower case. Absent values are left out.
    #[must_use]
    pub const fn echo_headers(
        mut self,
        headers: &'static [(Expression<'static>, &'static str)],
    ) -> Self {
        self.reply = Reply::EchoHeaders(headers);
        self
    }

    /// Answers with a JSON document.
    #[must_use]
    pub const fn json(mut self, document: &'static str) -> Self {
        self.reply = Reply::Json(document);
        self
    }

    /// Answers with a digest of a value of the handshake, made with the key that signed the handshake, otherwise with
    /// the first key of the group.
    #[must_use]
    pub const fn digest(mut self, digest: Digest) -> Self {
        self.reply = Reply::Digest(digest);
        self
    }

    /// Whether the handshake is signed like a delivery, and must be verified before it is answered.
    #[must_use]
    pub const fn needs_verification(&self) -> bool {
        matches!(self.asker, Asker::Signer)
    }

    /// Whether the program must admit the handshake.
    #[must_use]
    pub const fn needs_admission(&self) -> bool {
        matches!(self.asker, Asker::Admitted)
    }

    /// Whether the handshake must carry a token of the receiver.
    #[must_use]
    pub const fn needs_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether the answer is made with a key of the group.
    #[must_use]
    pub const fn needs_key(&self) -> bool {
        matches!(self.reply, Reply::Digest(_))
    }
}
