//! Handshakes: what senders ask before the first delivery, as data, with answers that sign nothing a stranger chose.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Response, header};
use subtle::ConstantTimeEq as _;

use crate::delivery::Delivery;
use crate::scheme::{Algorithm, Carrier, Encoding, Expression, KeyForm, Scheme, Secret, value_at};

/// How a sender's question looks, and how it is answered.
///
/// A question that carries a signature is answered after it was verified, and never before: give
/// [`answer`](Self::answer) what [`needs_verification`](Self::needs_verification) asks for.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Delivery;
/// use webhook_core::handshake::handshakes;
///
/// let request = http::Request::get("/dropbox?challenge=abc123").body(Bytes::new())?;
/// let reply = handshakes::dropbox.answer(&Delivery::from(request), None);
/// assert_eq!(reply.map(http::Response::into_body), Some(Bytes::from("abc123")));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Handshake {
    method: &'static str,
    /// What tells the question from a delivery.
    when: &'static [(Expression<'static>, Option<&'static str>)],
    /// The value that must be the receiver's own secret, compared in constant time.
    token: Option<Expression<'static>>,
    reply: Reply,
    headers: &'static [(&'static str, &'static str)],
    verified: bool,
}

#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "data of a const, never in a collection"
)]
enum Reply {
    Empty,
    Json(&'static str),
    /// The value as plain text.
    Echo(Expression<'static>),
    /// The value in a header of the reply.
    EchoHeaders(&'static [(Expression<'static>, &'static str)]),
    /// A digest of the value, whose alphabet and length rule out every message that a delivery could have.
    Digest(Digest),
}

#[derive(Clone, Copy, Debug)]
struct Digest {
    of: Expression<'static>,
    alphabet: Alphabet,
    shortest: usize,
    longest: usize,
    scheme: Scheme<'static>,
    before: &'static str,
    /// What stands between the value and its digest; without it the value is not repeated.
    between: Option<&'static str>,
    after: &'static str,
    /// Whether the key's id stands in front.
    key_id: bool,
}

#[derive(Clone, Copy, Debug)]
enum Alphabet {
    LowerHex,
    /// Letters, digits, `-` and `_`: no `:`, `.`, brace or quote that a delivery's message has.
    Word,
}

impl Alphabet {
    fn has(self, text: &str) -> bool {
        text.bytes().all(|byte| match self {
            Self::LowerHex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Self::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
        })
    }
}

impl Handshake {
    const fn new(method: &'static str, reply: Reply) -> Self {
        Self {
            method,
            when: &[],
            token: None,
            reply,
            headers: &[],
            verified: false,
        }
    }

    const fn when(mut self, when: &'static [(Expression<'static>, Option<&'static str>)]) -> Self {
        self.when = when;
        self
    }

    const fn token(mut self, token: Expression<'static>) -> Self {
        self.token = Some(token);
        self
    }

    const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    const fn verified(mut self) -> Self {
        self.verified = true;
        self
    }

    /// Whether the question is signed like every delivery, and must be verified before it is answered.
    #[must_use]
    pub const fn needs_verification(&self) -> bool {
        self.verified
    }

    /// Whether a request is this question.
    #[must_use]
    pub fn asks(&self, request: &Delivery) -> bool {
        request.method().as_str() == self.method
            && self.when.iter().all(|(expression, expected)| {
                let value = value_at(request, *expression);
                match expected {
                    Some(expected) => value.as_deref() == Some(expected),
                    None => value.is_some(),
                }
            })
    }

    /// Answers the question; `None` for a request that is another one, or one that must not be answered.
    ///
    /// `key` is the id and the secret that the answer, or the comparison with the sender's token, needs.
    #[must_use]
    pub fn answer(
        &self,
        request: &Delivery,
        key: Option<(&str, &Secret)>,
    ) -> Option<Response<Bytes>> {
        if !self.asks(request) {
            return None;
        }
        if let Some(token) = self.token {
            let given = value_at(request, token)?;
            let (_, secret) = key?;
            let same: bool = given.as_bytes().ct_eq(secret.expose()).into();
            if !same {
                return None;
            }
        }
        let mut response = match self.reply {
            Reply::Empty => Response::new(Bytes::new()),
            Reply::Json(body) => with_type(Bytes::from_static(body.as_bytes()), "application/json"),
            Reply::Echo(expression) => {
                let value = value_at(request, expression)?;
                with_type(Bytes::from(value), "text/plain")
            }
            Reply::EchoHeaders(pairs) => {
                let mut response = Response::new(Bytes::new());
                for (expression, name) in pairs {
                    if let Some(value) = value_at(request, *expression) {
                        let value = HeaderValue::from_str(&value).ok()?;
                        let name = HeaderName::from_static(name);
                        response.headers_mut().insert(name, value);
                    }
                }
                response
            }
            Reply::Digest(digest) => digest.answer(request, key?)?,
        };
        for (name, value) in self.headers {
            let value = HeaderValue::from_static(value);
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
        Some(response)
    }
}

impl Digest {
    fn answer(&self, request: &Delivery, (id, secret): (&str, &Secret)) -> Option<Response<Bytes>> {
        let value = value_at(request, self.of)?;
        if !(self.shortest..=self.longest).contains(&value.len()) || !self.alphabet.has(&value) {
            return None;
        }
        let mut signed = http::Request::new(Bytes::from(value.clone()));
        *signed.method_mut() = Method::POST;
        self.scheme.sign(secret, &mut signed).ok()?;
        let digest = signed.headers().get("x-digest")?.to_str().ok()?;
        let mut text = String::from(self.before);
        if let Some(between) = self.between {
            text.push_str(&value);
            text.push_str(between);
        }
        if self.key_id {
            text.push_str(id);
            text.push('|');
        }
        text.push_str(digest);
        text.push_str(self.after);
        let media_type = if self.before.is_empty() {
            "text/plain"
        } else {
            "application/json"
        };
        Some(with_type(Bytes::from(text), media_type))
    }
}

fn with_type(body: Bytes, media_type: &'static str) -> Response<Bytes> {
    let mut response = Response::new(body);
    let value = HeaderValue::from_static(media_type);
    response.headers_mut().insert(header::CONTENT_TYPE, value);
    response
}

/// The handshakes of known senders, named as in `tests/vectors/signatures.json`.
#[expect(non_upper_case_globals, reason = "named like the presets")]
pub mod handshakes {
    use super::{
        Algorithm, Alphabet, Carrier, Digest, Encoding, Expression, Handshake, KeyForm, Reply,
        Scheme,
    };

    const NOSNIFF: &[(&str, &str)] = &[("x-content-type-options", "nosniff")];
    const DIGEST: Carrier<'static> = Carrier::Header("x-digest");

    /// Slack's signed `url_verification`: the challenge, as plain text.
    pub const slack: Handshake =
        Handshake::new("POST", Reply::Echo(Expression::Pointer("/challenge")))
            .when(&[(Expression::Pointer("/type"), Some("url_verification"))])
            .headers(NOSNIFF)
            .verified();

    /// Zoom's signed `endpoint.url_validation`: the token and its digest. A token with another character than letters,
    /// digits, `-` and `_` is not answered, since `v0:time:body` would be a delivery's own message.
    pub const zoom: Handshake = Handshake::new(
        "POST",
        Reply::Digest(Digest {
            of: Expression::Pointer("/payload/plainToken"),
            alphabet: Alphabet::Word,
            shortest: 1,
            longest: 64,
            scheme: Scheme::new(Algorithm::HmacSha256, DIGEST),
            before: "{\"plainToken\":\"",
            between: Some("\",\"encryptedToken\":\""),
            after: "\"}",
            key_id: false,
        }),
    )
    .when(&[(
        Expression::Pointer("/event"),
        Some("endpoint.url_validation"),
    )])
    .verified();

    /// Meta's subscription: the challenge as plain text, where the token is the receiver's own.
    pub const meta: Handshake =
        Handshake::new("GET", Reply::Echo(Expression::Query("hub.challenge")))
            .when(&[(Expression::Query("hub.mode"), Some("subscribe"))])
            .token(Expression::Query("hub.verify_token"))
            .headers(NOSNIFF);

    /// The verification of intent of `WebSub`: the challenge, where the key is the topic that was subscribed to.
    pub const websub: Handshake =
        Handshake::new("GET", Reply::Echo(Expression::Query("hub.challenge")))
            .when(&[(Expression::Query("hub.mode"), None)])
            .token(Expression::Query("hub.topic"))
            .headers(NOSNIFF);

    /// Dropbox's challenge, as plain text that no browser sniffs.
    pub const dropbox: Handshake =
        Handshake::new("GET", Reply::Echo(Expression::Query("challenge")))
            .when(&[(Expression::Query("challenge"), None)])
            .headers(NOSNIFF);

    /// The CRC of X: a digest of an unsigned token, with the key that signs deliveries. Only letters, digits, `-` and
    /// `_` are digested, which no body of a delivery is.
    pub const x_twitter: Handshake = Handshake::new(
        "GET",
        Reply::Digest(Digest {
            of: Expression::Query("crc_token"),
            alphabet: Alphabet::Word,
            shortest: 1,
            longest: 64,
            scheme: Scheme::new(Algorithm::HmacSha256, DIGEST).with_encoding(Encoding::Base64),
            before: "{\"response_token\":\"sha256=",
            between: None,
            after: "\"}",
            key_id: false,
        }),
    )
    .when(&[(Expression::Query("crc_token"), None)]);

    /// Discord's signed PING, answered with PONG.
    pub const discord: Handshake = Handshake::new("POST", Reply::Json("{\"type\":1}"))
        .when(&[(Expression::Pointer("/type"), Some("1"))])
        .verified();

    /// Notion's first request, whose body carries the key of all later ones: it is acknowledged and never adopted.
    pub const notion: Handshake = Handshake::new("POST", Reply::Empty)
        .when(&[(Expression::Pointer("/verification_token"), None)]);

    /// Xero's intent to receive: an empty reply to what verifies.
    pub const xero: Handshake = Handshake::new("POST", Reply::Empty)
        .when(&[(Expression::Pointer("/entropy"), None)])
        .verified();

    /// Braintree's challenge, whose alphabet and length rule out a payload.
    pub const braintree: Handshake = Handshake::new(
        "GET",
        Reply::Digest(Digest {
            of: Expression::Query("bt_challenge"),
            alphabet: Alphabet::LowerHex,
            shortest: 20,
            longest: 32,
            scheme: Scheme::new(Algorithm::HmacSha1, DIGEST).with_key(KeyForm::Sha1),
            before: "",
            between: None,
            after: "",
            key_id: true,
        }),
    )
    .when(&[(Expression::Query("bt_challenge"), None)])
    .headers(NOSNIFF);

    /// Asana's first request, whose header becomes the key: answer it only while a subscription is being made.
    pub const asana: Handshake = Handshake::new(
        "POST",
        Reply::EchoHeaders(&[(Expression::Header("X-Hook-Secret"), "x-hook-secret")]),
    )
    .when(&[(Expression::Header("X-Hook-Secret"), None)]);

    /// The validation token of Microsoft Graph, decoded, as plain text that no browser sniffs.
    pub const microsoft_graph: Handshake =
        Handshake::new("POST", Reply::Echo(Expression::Query("validationToken")))
            .when(&[(Expression::Query("validationToken"), None)])
            .headers(NOSNIFF);

    /// Trello's `HEAD`.
    pub const trello: Handshake = Handshake::new("HEAD", Reply::Empty);

    /// The form that `WooCommerce` sends when a webhook is made.
    pub const woocommerce: Handshake = Handshake::new("POST", Reply::Empty).when(&[(
        Expression::Header("Content-Type"),
        Some("application/x-www-form-urlencoded"),
    )]);

    /// The abuse protection of CloudEvents.
    pub const cloudevents: Handshake = Handshake::new(
        "OPTIONS",
        Reply::EchoHeaders(&[
            (
                Expression::Header("WebHook-Request-Origin"),
                "webhook-allowed-origin",
            ),
            (
                Expression::Header("WebHook-Request-Rate"),
                "webhook-allowed-rate",
            ),
        ]),
    )
    .when(&[(Expression::Header("WebHook-Request-Origin"), None)]);

    /// Every handshake with its name.
    pub const ALL: &[(&str, Handshake)] = &[
        ("slack", slack),
        ("zoom", zoom),
        ("meta", meta),
        ("websub", websub),
        ("dropbox", dropbox),
        ("x-twitter", x_twitter),
        ("discord", discord),
        ("notion", notion),
        ("xero", xero),
        ("braintree", braintree),
        ("asana", asana),
        ("microsoft-graph", microsoft_graph),
        ("trello", trello),
        ("woocommerce", woocommerce),
        ("cloudevents", cloudevents),
    ];
}
