//! Why a delivery is refused: tries what people get wrong.

mod body;
mod url;

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Request;

use crate::delivery::Delivery;
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm, TimeUnit};
use crate::scheme::verify::Verifier;

/// What makes a delivery fail that its sender signed: its text completes "would verify if ..".
///
/// The text contains no secret, digest, header value or part of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    kind: MistakeKind,
    text: String,
}

/// What has to change for a delivery to verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MistakeKind {
    /// The body is not byte for byte what was signed.
    Body,
    /// A clock, or the unit of the timestamp.
    Time,
    /// How the text of the secret is decoded.
    KeyForm,
    /// The secret.
    Secret,
    /// The algorithm.
    Algorithm,
    /// The encoding of the digest.
    Encoding,
    /// The URL.
    Url,
}

impl Mistake {
    fn new(kind: MistakeKind, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { kind, text }
    }

    /// What has to change.
    #[must_use]
    pub fn kind(&self) -> MistakeKind {
        self.kind
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Finds what is wrong with a delivery that is refused, by trying what people get wrong: the body parsed and written again,
/// a newline added or cut, other line endings or another character set, the timestamp's unit, a clock, the form of the
/// secret, the algorithm, the encoding of the digest, another secret, the URL's port, slash or query.
///
/// `others` are secrets that the receiver does not use, such as those of another endpoint. `None` if nothing fits, if the
/// delivery verifies, or if scheme or secrets cannot be used. A cause is only named if the signature verifies with it.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::scheme::{Keyring, Secret};
/// use webhook_core::testing::{MistakeKind, diagnose};
/// use webhook_core::{Delivery, senders};
///
/// let github = senders::github.scheme().ok_or("unknown scheme")?;
/// let secret = Secret::new("your-shared-secret");
/// let mut request = http::Request::post("/webhooks").body(Bytes::from(r#"{"zen":"Keep it"}"#))?;
/// github.sign(&secret, &mut request)?;
///
/// let pretty = request.map(|_| Bytes::from("{\n  \"zen\": \"Keep it\"\n}"));
/// let mistake = diagnose(github, &Keyring::from(&secret), &Keyring::new(), &Delivery::from(pretty));
/// let mistake = mistake.ok_or("nothing fits")?;
/// assert_eq!(mistake.kind(), MistakeKind::Body);
/// assert_eq!(mistake.to_string(), "the body was JSON without white space between its values");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// Only who has the secret can ask. Do not let a reply depend on it: a stranger would learn what to change.
#[must_use]
pub fn diagnose(
    scheme: &Scheme<'_>,
    keys: &Keyring,
    others: &Keyring,
    delivery: &Delivery,
) -> Option<Mistake> {
    let case = Case {
        scheme,
        keys,
        delivery,
    };
    match case.verify()? {
        Ok(()) => None,
        Err(failure) => case
            .time(&failure)
            .or_else(|| case.body())
            .or_else(|| case.key_form())
            .or_else(|| case.algorithm())
            .or_else(|| case.encoding())
            .or_else(|| case.secret(others))
            .or_else(|| case.url()),
    }
}

#[derive(Clone, Copy)]
struct Case<'a, 's> {
    scheme: &'a Scheme<'s>,
    keys: &'a Keyring,
    delivery: &'a Delivery,
}

impl Case<'_, '_> {
    /// `None` if scheme or secrets cannot be used.
    fn verify(&self) -> Option<Result<(), SignatureFailure>> {
        let verifier = Verifier::new(self.scheme).ok()?;
        let keys = verifier.prepare(self.keys).ok()?;
        Some(verifier.verify(self.delivery, &keys).map(drop))
    }

    /// Whether the signature is genuine, at whatever time it was made.
    fn is_signed(&self) -> bool {
        match self.verify() {
            Some(Ok(())) => true,
            Some(Err(failure)) => failure.signed_at().is_some(),
            None => false,
        }
    }

    /// The mistake without which this case verifies, or would if it had arrived in time.
    fn mistake(&self, kind: MistakeKind, text: impl Into<String>) -> Mistake {
        let mut text = text.into();
        let failure = self.verify().and_then(Result::err);
        if let Some(signed) = failure.and_then(|failure| failure.signed_at())
            && let Some(window) = self.scheme.freshness()
        {
            let received = self.delivery.received_at();
            text.push_str(", and ");
            text.push_str(&clock(signed, received, window.max_age, window.max_skew));
        }
        Mistake::new(kind, text)
    }

    fn time(&self, failure: &SignatureFailure) -> Option<Mistake> {
        let freshness = self.scheme.freshness()?;
        for unit in [
            TimeUnit::Seconds,
            TimeUnit::Milliseconds,
            TimeUnit::Rfc3339,
            TimeUnit::Iso8601,
        ] {
            let mut other = *self.scheme;
            let mut window = freshness;
            window.unit = unit;
            other.freshness = Some(window);
            let case = Case {
                scheme: &other,
                ..*self
            };
            if unit != freshness.unit && matches!(case.verify(), Some(Ok(()))) {
                let text = format!(
                    "the scheme's timestamp was in {unit}, not in {}",
                    freshness.unit
                );
                return Some(Mistake::new(MistakeKind::Time, text));
            }
        }
        let signed = failure.signed_at()?;
        let text = clock(
            signed,
            self.delivery.received_at(),
            freshness.max_age,
            freshness.max_skew,
        );
        Some(Mistake::new(MistakeKind::Time, text))
    }

    fn body(&self) -> Option<Mistake> {
        let mut changes = body::changes(self.delivery.body());
        changes.find_map(|(text, body)| {
            let delivery = with_body(self.delivery, body);
            let case = Case {
                delivery: &delivery,
                ..*self
            };
            case.is_signed()
                .then(|| case.mistake(MistakeKind::Body, text))
        })
    }

    fn with_scheme(&self, change: impl FnOnce(&mut Scheme<'_>)) -> bool {
        let mut scheme = *self.scheme;
        change(&mut scheme);
        let case = Case {
            scheme: &scheme,
            ..*self
        };
        scheme != *self.scheme && case.is_signed()
    }

    fn key_form(&self) -> Option<Mistake> {
        let forms = [
            KeyForm::Utf8,
            KeyForm::Whsec,
            KeyForm::Base64,
            KeyForm::Hex,
            KeyForm::Sha1,
        ];
        let form = forms
            .into_iter()
            .find(|form| self.with_scheme(|scheme| scheme.key = *form))?;
        let text = format!(
            "the secret was read as `key = {form}`, not as `key = {}`",
            self.scheme.key
        );
        Some(Mistake::new(MistakeKind::KeyForm, text))
    }

    fn algorithm(&self) -> Option<Mistake> {
        let algorithms = [
            Algorithm::HmacSha256,
            Algorithm::HmacSha1,
            Algorithm::HmacSha512,
            Algorithm::HmacSha384,
            Algorithm::Sha256Prefix,
        ];
        let mut algorithms = algorithms.into_iter();
        let algorithm =
            algorithms.find(|other| self.with_scheme(|scheme| scheme.algorithm = *other))?;
        let text = format!(
            "the algorithm was {algorithm}, not {}",
            self.scheme.algorithm
        );
        Some(Mistake::new(MistakeKind::Algorithm, text))
    }

    fn encoding(&self) -> Option<Mistake> {
        let mut encodings = [Encoding::Hex, Encoding::Base64, Encoding::Base64Url].into_iter();
        let encoding =
            encodings.find(|other| self.with_scheme(|scheme| scheme.encoding = *other))?;
        let text = format!(
            "the digest was read as {encoding}, not as {}",
            self.scheme.encoding
        );
        Some(Mistake::new(MistakeKind::Encoding, text))
    }

    fn secret(&self, others: &Keyring) -> Option<Mistake> {
        let mut others = others.iter();
        let (id, _) = others.find(|(id, secret)| {
            let keys = Keyring::new().with(id.as_str(), (*secret).clone());
            Case {
                keys: &keys,
                ..*self
            }
            .is_signed()
        })?;
        let text = format!("the receiver had the secret `{id}`");
        Some(Mistake::new(MistakeKind::Secret, text))
    }

    fn url(&self) -> Option<Mistake> {
        let url = self.delivery.url();
        let mut changes = url::changes(&url).into_iter();
        changes.find_map(|(text, url)| {
            let mut delivery = self.delivery.clone();
            let case = |delivery| Case { delivery, ..*self };
            (delivery.set_url(url) && case(&delivery).is_signed())
                .then(|| Mistake::new(MistakeKind::Url, text))
        })
    }
}

fn with_body(delivery: &Delivery, body: Vec<u8>) -> Delivery {
    let mut request = Request::new(Bytes::from(body));
    *request.method_mut() = delivery.method().clone();
    *request.headers_mut() = delivery.headers().clone();
    let mut changed = Delivery::from(request).with_received_at(delivery.received_at());
    changed.set_uri(delivery.uri().clone());
    if let Some(url) = delivery.exact_url() {
        changed.set_url(url.to_owned());
    }
    changed
}

/// By how much a clock is wrong, or a delivery late.
fn clock(signed: SystemTime, received: SystemTime, age: Duration, skew: Duration) -> String {
    let (off, side, bound) = match received.duration_since(signed) {
        Ok(late) => (late, "before", age),
        Err(early) => (early.duration(), "after", skew),
    };
    format!(
        "it had arrived in time: it was signed {} s {side} it was received, and {} s are allowed; or a clock is wrong",
        off.as_secs(),
        bound.as_secs()
    )
}

#[cfg(test)]
#[path = "diagnose_tests.rs"]
mod tests;
