//! What a sender asks before the first delivery, as data.

use crate::expression::Expression;
use crate::expression::condition::Condition;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm};

/// The longest value that an answer repeats, in bytes.
pub const MAX_ECHO: usize = 1_024;

/// How a sender's question looks, who may ask it, and how it is answered.
///
/// An answer that repeats what the question says is plain text or JSON that no browser sniffs, of at most [`MAX_ECHO`]
/// bytes and without control characters. An answer that is a digest takes only what no delivery's message can be.
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
    /// What tells the question from a delivery.
    pub(crate) when: &'static [Condition],
    pub(crate) asker: Asker,
    pub(crate) token: Option<Expression<'static>>,
    pub(crate) reply: Reply,
    pub(crate) refused: u16,
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// Anyone.
    Anyone,
    /// Who signs as every delivery is signed.
    Signer,
    /// Whom the program lets, because the answer agrees to something.
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
    /// The value in the one field of a JSON object.
    EchoField(&'static str, Expression<'static>),
    /// Values in headers of the reply.
    EchoHeaders(&'static [(Expression<'static>, &'static str)]),
    Digest(Digest),
}

/// A digest of a value of the question, for [`Handshake::digest`].
///
/// # Security
///
/// The key is the one that signs deliveries, and the value is the asker's choice. A value with another character than
/// letters, digits, `-` and `_`, with more than 64 of them, or which is JSON by itself (`1`, `true`) is refused. A group
/// can have such a handshake only where no such value is what a delivery signs: its message is `{$request.body}` alone
/// and the body is no form, or the message begins with text that has another character, such as `v0:`. Other groups do
/// not compile, and a dispatcher with one is not built.
#[derive(Clone, Copy, Debug)]
pub struct Digest {
    pub(crate) of: Expression<'static>,
    pub(crate) alphabet: Alphabet,
    pub(crate) shortest: usize,
    pub(crate) longest: usize,
    pub(crate) scheme: Scheme<'static>,
    pub(crate) before: &'static str,
    /// What stands between the value and its digest; without it the value is not repeated.
    pub(crate) between: Option<&'static str>,
    pub(crate) after: &'static str,
    /// Whether the key's id stands in front.
    pub(crate) key_id: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// No base64 of XML, which is what Braintree signs, begins with one.
    LowerHex,
    /// Letters, digits, `-` and `_`: no `:`, `.`, brace or quote that a delivery's message has.
    Word,
}

impl Alphabet {
    /// Whether every character of a text is of the alphabet.
    pub(crate) const fn spells(self, text: &str) -> bool {
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
    /// Makes a digest that is answered as it is, as plain text.
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

    /// Answers with JSON instead: the digest between two texts.
    #[must_use]
    pub const fn within(mut self, before: &'static str, after: &'static str) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// Repeats the value before the digest, with a text between the two.
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
    /// Begins with a question of this method, which anyone may ask, and an empty answer with the status 200.
    #[must_use]
    pub const fn new(method: &'static str) -> Self {
        Self {
            method,
            when: &[],
            asker: Asker::Anyone,
            token: None,
            reply: Reply::Empty,
            refused: 401,
        }
    }

    /// Sets what tells the question from a delivery: all of these hold.
    #[must_use]
    pub const fn when(mut self, when: &'static [Condition]) -> Self {
        self.when = when;
        self
    }

    /// Compares a value of the question with the receiver's own tokens, which
    /// [`handshake_token`](crate::DispatcherBuilder::handshake_token) gives the dispatcher: hashes of both, in constant
    /// time, so that not even a length shows.
    #[must_use]
    pub const fn token(mut self, token: Expression<'static>) -> Self {
        self.token = Some(token);
        self
    }

    /// Answers only what is signed as every delivery of the group is.
    #[must_use]
    pub const fn verified(mut self) -> Self {
        self.asker = Asker::Signer;
        self
    }

    /// Answers only what [`admit_handshakes`](crate::DispatcherBuilder::admit_handshakes) lets in, because the answer
    /// agrees to something: a key that the question brings along, or the end of a subscription.
    #[must_use]
    pub const fn admitted(mut self) -> Self {
        self.asker = Asker::Admitted;
        self
    }

    /// Sets the status for who may not ask; 401 by default.
    #[must_use]
    pub const fn refused(mut self, status: u16) -> Self {
        self.refused = status;
        self
    }

    /// Answers with a value of the question, as plain text.
    #[must_use]
    pub const fn echo(mut self, value: Expression<'static>) -> Self {
        self.reply = Reply::Echo(value);
        self
    }

    /// Answers with a JSON object whose one field has a value of the question.
    #[must_use]
    pub const fn echo_field(mut self, field: &'static str, value: Expression<'static>) -> Self {
        self.reply = Reply::EchoField(field, value);
        self
    }

    /// Answers with values of the question in headers, whose names are in lower case; a value that is absent is left
    /// out.
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

    /// Answers with a digest of a value of the question, made with the group's first key, or the one that signed the
    /// question.
    #[must_use]
    pub const fn digest(mut self, digest: Digest) -> Self {
        self.reply = Reply::Digest(digest);
        self
    }

    /// Whether the question is signed like every delivery, and must be verified before it is answered.
    #[must_use]
    pub const fn needs_verification(&self) -> bool {
        matches!(self.asker, Asker::Signer)
    }

    /// Whether the program must say which questions are answered.
    #[must_use]
    pub const fn needs_admission(&self) -> bool {
        matches!(self.asker, Asker::Admitted)
    }

    /// Whether the question carries a token of the receiver's.
    #[must_use]
    pub const fn needs_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether the answer is made with a key of the group.
    pub(crate) const fn needs_key(&self) -> bool {
        matches!(self.reply, Reply::Digest(_))
    }
}
