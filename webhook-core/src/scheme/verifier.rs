//! Verification: a scheme and its keys, prepared once.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use http::{HeaderName, HeaderValue};

use super::choice::{Algorithm, Carrier, Encoding};
use super::digest::{PreparedSecret, token_matches};
use super::encoding::Digest;
use super::failure::{Fault, SignatureFailure};
use super::input::{Input, SignedParts, Twice, one_header, one_parameter};
use super::keyring::{KeyError, KeyErrorKind, KeyId, Keyring, PreparedKey, PreparedKeys};
use super::model::Scheme;
use super::rules;
use crate::delivery::Delivery;

/// Verifies deliveries under one scheme.
///
/// Make it once: names are parsed and keys are taken in beforehand. Where a message is made of headers and the body,
/// a verification allocates nothing.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Delivery;
/// use webhook_core::scheme::{Algorithm, Carrier, Keyring, Scheme, Secret, Verifier};
///
/// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature"));
/// let verifier = Verifier::new(&scheme)?;
/// let rotating = Keyring::new().with("2025", Secret::new("old")).with("2026", Secret::new("new"));
/// let keys = verifier.prepare(&rotating)?;
///
/// let mut request = http::Request::post("/webhooks").body(Bytes::from("{}"))?;
/// scheme.sign(&Secret::new("new"), &mut request)?;
/// assert_eq!(verifier.verify(&Delivery::from(request), &keys)?.as_str(), "2026");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// Every secret is tried, also after one has matched, and digests are compared in constant time. A signature says
/// nothing about when it was made: without an id that the receiver remembers, a delivery can be replayed.
#[derive(Clone, Debug)]
pub struct Verifier {
    pub(super) algorithm: Algorithm,
    pub(super) encoding: Encoding,
    pub(super) carrier: PreparedCarrier,
    pub(super) prefix: Box<str>,
    pub(super) suffix: Box<str>,
    pub(super) message: SignedParts,
}

#[derive(Clone, Debug)]
pub(super) enum PreparedCarrier {
    Header(HeaderName),
    Query(Box<str>),
}

impl Verifier {
    /// Prepares a scheme.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Carrier, Scheme, SchemeErrorKind, Verifier};
    ///
    /// let error = Verifier::new(&Scheme::new(Algorithm::HmacSha256, Carrier::Header("X Signature"))).err();
    /// assert_eq!(error.map(|error| error.kind()), Some(SchemeErrorKind::Name));
    /// ```
    ///
    /// # Errors
    ///
    /// A header or parameter name that cannot be one, or parts that do not go together:
    /// [`rules::algorithm_fits`](super::rules::algorithm_fits). Whether the body is signed is not looked at; that is
    /// [`rules::body_is_signed`](super::rules::body_is_signed).
    pub fn new(scheme: &Scheme<'_>) -> Result<Self, SchemeError> {
        let name = |text: String| SchemeError {
            kind: SchemeErrorKind::Name,
            text,
        };
        let carrier = match scheme.carrier() {
            Carrier::Header(header) => {
                rules::header_name(header).map_err(|message| name(message.to_string()))?;
                let header = header
                    .parse()
                    .map_err(|_| name("the header name is too long".to_owned()))?;
                PreparedCarrier::Header(header)
            }
            Carrier::Query(parameter) => {
                rules::query_name(parameter).map_err(|message| name(message.to_string()))?;
                PreparedCarrier::Query(parameter.into())
            }
        };
        rules::algorithm_fits(scheme).map_err(|message| SchemeError {
            kind: SchemeErrorKind::Parts,
            text: message.to_string(),
        })?;
        Ok(Self {
            algorithm: scheme.algorithm(),
            encoding: scheme.encoding(),
            carrier,
            prefix: scheme.value().prefix().into(),
            suffix: scheme.value().suffix().into(),
            message: SignedParts::new(scheme)
                .ok_or_else(|| name("a signed header's name is too long".to_owned()))?,
        })
    }

    /// Takes in the secrets that may have signed a delivery.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{
    ///     Algorithm, Carrier, KeyErrorKind, Keyring, Scheme, Secret, SecretErrorKind, Verifier,
    /// };
    ///
    /// let verifier = Verifier::new(&Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature")))?;
    /// let pasted = verifier.prepare(&Keyring::from(Secret::new("secret\n"))).err();
    /// let kind = KeyErrorKind::Secret(SecretErrorKind::TrailingWhitespace);
    /// assert_eq!(pasted.map(|error| error.kind()), Some(kind));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// No secret, one that is blank or ends in white space, or two that share an id.
    pub fn prepare(&self, keyring: &Keyring) -> Result<PreparedKeys, KeyError> {
        let mut keys: Vec<PreparedKey> = Vec::with_capacity(keyring.len());
        for (id, secret) in keyring.iter() {
            secret
                .check()
                .map_err(|kind| KeyError::new(KeyErrorKind::Secret(kind), id))?;
            if keys.iter().any(|key| key.id == *id) {
                return Err(KeyError::new(KeyErrorKind::DoubledId, id));
            }
            let secret = PreparedSecret::new(self.algorithm, secret.expose())
                .ok_or_else(|| KeyError::new(KeyErrorKind::Refused, id))?;
            keys.push(PreparedKey {
                id: id.clone(),
                secret,
            });
        }
        if keys.is_empty() {
            Err(KeyError::no_secret())
        } else {
            Ok(PreparedKeys { keys })
        }
    }

    /// Verifies one delivery and says which secret signed it: the first of the keyring that did.
    ///
    /// The text around the digest must match exactly and at the ends. A digest that is not in the scheme's encoding,
    /// or is longer than any digest, is malformed; one of another length than the algorithm's is a bad signature.
    /// The signature is read before anything else, so that a message is put together for readable signatures only.
    ///
    /// # Examples
    ///
    /// ```
    /// use bytes::Bytes;
    /// use webhook_core::Delivery;
    /// use webhook_core::scheme::{Algorithm, Carrier, Keyring, Scheme, Secret, SignatureFailureKind, Verifier};
    ///
    /// let verifier = Verifier::new(&Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature")))?;
    /// let keys = verifier.prepare(&Keyring::from(Secret::new("your-shared-secret")))?;
    /// let kind = |signature: &str| -> Result<_, http::Error> {
    ///     let request = http::Request::post("/").header("x-signature", signature).body(Bytes::new())?;
    ///     Ok(verifier.verify(&Delivery::from(request), &keys).err().map(|failure| failure.kind()))
    /// };
    /// assert_eq!(kind(" ")?, Some(SignatureFailureKind::Missing));
    /// assert_eq!(kind("not hex")?, Some(SignatureFailureKind::Malformed));
    /// assert_eq!(kind("deadbeef")?, Some(SignatureFailureKind::BadSignature));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`SignatureFailure`] whose [kind](super::SignatureFailureKind) says why.
    pub fn verify(
        &self,
        delivery: &Delivery,
        keys: &PreparedKeys,
    ) -> Result<KeyId, SignatureFailure> {
        let input = Input::from(delivery);
        let carried = self.carried(&input)?;
        let candidate = self
            .candidate(&carried)
            .map_err(|fault| fault.after(true, 0))?;
        let mut matched = None;
        for key in &keys.keys {
            let genuine = self
                .matches(key, &candidate, &input)
                .map_err(|fault| fault.after(true, 0))?;
            if genuine && matched.is_none() {
                matched = Some(&key.id);
            }
        }
        matched
            .cloned()
            .ok_or_else(|| Fault::bad_signature("no secret made it").after(true, keys.keys.len()))
    }

    /// Reads the one text that carries the signature.
    fn carried<'a>(&self, input: &Input<'a>) -> Result<Cow<'a, [u8]>, SignatureFailure> {
        let (text, absent, blank) = match &self.carrier {
            PreparedCarrier::Header(name) => {
                let value = one_header(input.headers, name).map_err(|Twice| {
                    Fault::malformed("signature header given twice").after(true, 0)
                })?;
                let value = value.map(HeaderValue::as_bytes).map(Cow::Borrowed);
                (value, "signature header absent", "signature header blank")
            }
            PreparedCarrier::Query(name) => {
                let value = one_parameter(input.uri, name)
                    .map_err(|cause| Fault::malformed(cause).after(true, 0))?;
                let value = value.map(|value| match value {
                    Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                    Cow::Owned(text) => Cow::Owned(text.into_bytes()),
                });
                (
                    value,
                    "signature parameter absent",
                    "signature parameter blank",
                )
            }
        };
        let text = text.ok_or_else(|| Fault::missing(absent).after(false, 0))?;
        if text.trim_ascii().is_empty() {
            return Err(Fault::missing(blank).after(true, 0));
        }
        Ok(text)
    }

    fn candidate<'a>(&self, text: &'a [u8]) -> Result<Candidate<'a>, Fault> {
        let text = text
            .strip_prefix(self.prefix.as_bytes())
            .ok_or(Fault::malformed(
                "the text before the digest is not the scheme's",
            ))?;
        let text = text
            .strip_suffix(self.suffix.as_bytes())
            .ok_or(Fault::malformed(
                "the text after the digest is not the scheme's",
            ))?;
        match self.algorithm {
            Algorithm::Token if text.is_empty() => Err(Fault::malformed("the token is empty")),
            Algorithm::Token => Ok(Candidate::Token(text)),
            _ => self
                .encoding
                .decode(text)
                .map(Candidate::Digest)
                .map_err(Fault::malformed),
        }
    }

    fn matches(
        &self,
        key: &PreparedKey,
        candidate: &Candidate<'_>,
        input: &Input<'_>,
    ) -> Result<bool, Fault> {
        match (&key.secret, candidate) {
            (PreparedSecret::Mac(mac), Candidate::Digest(digest)) => {
                let mut mac = mac.clone();
                self.message.feed(input, |bytes| mac.update(bytes))?;
                Ok(mac.verifies(digest))
            }
            (PreparedSecret::Token(hash), Candidate::Token(text)) => Ok(token_matches(hash, text)),
            // Keys that another scheme's verifier has prepared.
            _ => Ok(false),
        }
    }
}

enum Candidate<'a> {
    Digest(Digest),
    Token(&'a [u8]),
}

/// Says why a scheme cannot be put to use.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Carrier, Scheme, Verifier};
///
/// let error = Verifier::new(&Scheme::new(Algorithm::HmacSha256, Carrier::Query(""))).map_err(|error| error.to_string());
/// assert_eq!(error.err().as_deref(), Some("empty parameter name"));
/// ```
#[derive(Clone, Debug)]
pub struct SchemeError {
    kind: SchemeErrorKind,
    text: String,
}

impl SchemeError {
    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> SchemeErrorKind {
        self.kind
    }
}

impl fmt::Display for SchemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for SchemeError {}

/// What is wrong with a scheme.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Carrier, Encoding, Scheme, SchemeErrorKind, Verifier};
///
/// let token = Scheme::new(Algorithm::Token, Carrier::Header("X-Gitlab-Token")).with_encoding(Encoding::Base64);
/// assert_eq!(Verifier::new(&token).err().map(|error| error.kind()), Some(SchemeErrorKind::Parts));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SchemeErrorKind {
    /// A header or a query parameter cannot have such a name.
    Name,
    /// The parts do not go together.
    Parts,
}

#[cfg(test)]
#[path = "verifier_tests.rs"]
mod tests;
