//! A scheme as data.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::choice::{Algorithm, Carrier, Encoding, Missing};
use super::expression::Expression;
use super::template::{Segment, Template};
use super::value::ValueTemplate;

/// How deliveries are signed: plain data without a secret, that const code can put together and check.
///
/// A new scheme takes the digest of the whole body, written in hexadecimal digits, and refuses a delivery that lacks
/// what the message asks for.
///
/// | part | default |
/// |---|---|
/// | [algorithm](Algorithm), [carrier](Carrier) | none |
/// | [encoding](Encoding) | `hex` |
/// | [value](ValueTemplate) | `{digest}` |
/// | [message](Template) | `{$request.body}` |
/// | [missing](Missing) | `refuse` |
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Delivery;
/// use webhook_core::scheme::{
///     Algorithm, Carrier, Keyring, Scheme, Secret, SignatureFailureKind, ValueTemplate, Verifier,
/// };
///
/// let value = ValueTemplate::parse("sha256={digest}").map_err(|message| message.to_string())?;
/// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Hub-Signature-256")).with_value(value);
/// let secret = Secret::new("It's a Secret to Everybody");
///
/// let mut request = http::Request::post("/webhooks").body(Bytes::from("Hello, World!"))?;
/// scheme.sign(&secret, &mut request)?;
///
/// let verifier = Verifier::new(&scheme)?;
/// let keys = verifier.prepare(&Keyring::from(secret))?;
/// let genuine = Delivery::from(request.clone());
/// assert_eq!(verifier.verify(&genuine, &keys)?.as_str(), "1");
///
/// let forged = Delivery::from(request.map(|_| Bytes::from("Hello, world!")));
/// let failure = verifier.verify(&forged, &keys).map_err(|failure| failure.kind());
/// assert_eq!(failure, Err(SignatureFailureKind::BadSignature));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme<'a> {
    algorithm: Algorithm,
    carrier: Carrier<'a>,
    encoding: Encoding,
    value: ValueTemplate<'a>,
    message: Template<'a>,
    missing: Missing,
}

impl<'a> Scheme<'a> {
    /// Describes signatures over the whole body in hexadecimal digits.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Carrier, Scheme};
    ///
    /// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature"));
    /// assert_eq!(scheme.to_string(), "hmac-sha256 of {$request.body} in header X-Signature, hex");
    /// ```
    #[must_use]
    pub const fn new(algorithm: Algorithm, carrier: Carrier<'a>) -> Self {
        Self {
            algorithm,
            carrier,
            encoding: Encoding::Hex,
            value: ValueTemplate::DIGEST,
            message: Template::BODY,
            missing: Missing::Refuse,
        }
    }

    /// Sets how the digest is written.
    #[must_use]
    pub const fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sets what stands around the digest.
    #[must_use]
    pub const fn with_value(mut self, value: ValueTemplate<'a>) -> Self {
        self.value = value;
        self
    }

    /// Sets what is signed.
    ///
    /// # Security
    ///
    /// A message without `{$request.body}` leaves the body to whoever has seen one request; see
    /// [`Scheme::signs_body`]. Two expressions that touch let bytes move from one to the other without a change of
    /// the digest; see [`rules::parts_are_separated`](super::rules::parts_are_separated).
    #[must_use]
    pub const fn with_message(mut self, message: Template<'a>) -> Self {
        self.message = message;
        self
    }

    /// Sets what becomes of a delivery that lacks something the message asks for.
    #[must_use]
    pub const fn with_missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// How the digest is made.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Where a request carries the signature.
    #[must_use]
    pub const fn carrier(&self) -> Carrier<'a> {
        self.carrier
    }

    /// How the digest is written.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What stands around the digest.
    #[must_use]
    pub const fn value(&self) -> ValueTemplate<'a> {
        self.value
    }

    /// What is signed.
    #[must_use]
    pub const fn message(&self) -> Template<'a> {
        self.message
    }

    /// What becomes of a delivery that lacks something the message asks for.
    #[must_use]
    pub const fn missing(&self) -> Missing {
        self.missing
    }

    /// Whether the whole body is signed; never under [`Algorithm::Token`].
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Carrier, Scheme};
    ///
    /// let carrier = Carrier::Header("X-Gitlab-Token");
    /// assert!(Scheme::new(Algorithm::HmacSha256, carrier).signs_body());
    /// assert!(!Scheme::new(Algorithm::Token, carrier).signs_body());
    /// ```
    #[must_use]
    pub const fn signs_body(&self) -> bool {
        self.signs(Expression::Body)
    }

    /// Whether the value that `expression` names is signed.
    ///
    /// The body covers its pointers, and `$url` the path and the query; otherwise the message must have the same
    /// expression.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Carrier, Expression, Scheme};
    ///
    /// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Hub-Signature-256"));
    /// assert!(scheme.signs(Expression::Pointer("/action")));
    /// assert!(!scheme.signs(Expression::Header("X-GitHub-Event")));
    /// ```
    #[must_use]
    pub const fn signs(&self, expression: Expression<'_>) -> bool {
        if matches!(self.algorithm, Algorithm::Token) {
            return false;
        }
        let mut rest = self.message.source();
        while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
            if let Segment::Expression(signed) = segment
                && covers(signed, expression)
            {
                return true;
            }
            rest = tail;
        }
        false
    }
}

const fn covers(signed: Expression<'_>, expression: Expression<'_>) -> bool {
    match (signed, expression) {
        (Expression::Body, Expression::Pointer(_))
        | (Expression::Url, Expression::Path | Expression::Query(_)) => true,
        _ => signed.same(expression),
    }
}

/// One line, for a table.
impl fmt::Display for Scheme<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = matches!(self.algorithm, Algorithm::Token);
        write!(f, "{}", self.algorithm)?;
        if !token {
            write!(f, " of {}", self.message)?;
        }
        write!(f, " in {}", self.carrier)?;
        if !token {
            write!(f, ", {}", self.encoding)?;
        }
        if self.value != ValueTemplate::DIGEST {
            write!(f, ", as {}", self.value)?;
        }
        if self.missing == Missing::Empty {
            f.write_str(", missing values are empty")?;
        }
        Ok(())
    }
}

/// The manifest's form: the keys and values of the attribute.
impl Serialize for Scheme<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("algorithm", &self.algorithm)?;
        map.serialize_entry(self.carrier.key(), self.carrier.name())?;
        map.serialize_entry("value", &self.value)?;
        if !matches!(self.algorithm, Algorithm::Token) {
            map.serialize_entry("encoding", &self.encoding)?;
            map.serialize_entry("message", &self.message)?;
            map.serialize_entry("missing", &self.missing)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_message(message: &'static str) -> Scheme<'static> {
        let message = Template::parse(message).unwrap();
        Scheme::new(
            Algorithm::HmacSha512,
            Carrier::Header("X-Webhook-Signature"),
        )
        .with_message(message)
    }

    #[test]
    fn what_is_signed_follows_from_the_message() {
        let whole = with_message("{$method}|{$request.header.X-Timestamp}|{$request.body}");
        assert!(whole.signs_body());
        assert!(whole.signs(Expression::Pointer("/any")));
        assert!(whole.signs(Expression::Header("x-timestamp")));
        assert!(!whole.signs(Expression::Header("X-Event")));
        assert!(!whole.signs(Expression::Path));

        let pointer = with_message("{$request.body#/a}");
        assert!(!pointer.signs_body());
        assert!(pointer.signs(Expression::Pointer("/a")));
        assert!(!pointer.signs(Expression::Pointer("/a/b")));

        let url = with_message("{$url}|{$request.body#/a}");
        assert!(
            url.signs(Expression::Path)
                && url.signs(Expression::Query("q"))
                && url.signs(Expression::Url)
        );
        assert!(!with_message("{{$request.body}}").signs_body());
    }

    #[test]
    fn a_token_signs_nothing() {
        let token = Scheme::new(Algorithm::Token, Carrier::Header("X-Gitlab-Token"));
        assert!(!token.signs_body() && !token.signs(Expression::Pointer("/a")));
        assert_eq!(token.to_string(), "token in header X-Gitlab-Token");
        let json = r#"{"algorithm":"token","header":"X-Gitlab-Token","value":"{digest}"}"#;
        assert_eq!(serde_json::to_string(&token).unwrap(), json);
    }

    #[test]
    fn prints_and_serialises() {
        let scheme = with_message("{$url}|{$request.body}")
            .with_encoding(Encoding::Base64)
            .with_value(ValueTemplate::parse("v1={digest}").unwrap())
            .with_missing(Missing::Empty);
        assert_eq!(
            scheme.to_string(),
            "hmac-sha512 of {$url}|{$request.body} in header X-Webhook-Signature, base64, as v1={digest}, \
             missing values are empty"
        );
        assert_eq!(
            serde_json::to_string(&scheme).unwrap(),
            r#"{"algorithm":"hmac-sha512","header":"X-Webhook-Signature","value":"v1={digest}","encoding":"base64","message":"{$url}|{$request.body}","missing":"empty"}"#
        );
    }
}
