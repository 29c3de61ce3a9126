//! The fast path: one digest of the body in one header, like most senders.
//!
//! The general path takes as long as the digest of a small body, to choose candidates and compute the message.

use http::{HeaderName, HeaderValue};

use crate::expression::Expression;
use crate::expression::read::{Input, one_header};
use crate::scheme::failure::{Fault, SignatureFailure};
use crate::scheme::grammar::template::Segment;
use crate::scheme::keys::digest::PreparedSecret;
use crate::scheme::keys::encoding::Digest;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::PreparedKey;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding};
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::verify::word::scheme_word;

/// Where the digest is, and how it is written.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    header: HeaderName,
    prefix: Box<str>,
    suffix: Box<str>,
    encoding: Encoding,
}

impl Plain {
    /// `None` if the scheme needs the general path.
    pub(crate) fn new(
        scheme: &Scheme<'_>,
        header: &impl Fn(&str) -> Option<HeaderName>,
    ) -> Option<Self> {
        let SignatureLocation::Header(name) = scheme.location() else {
            return None;
        };
        let is_body = |segment| matches!(segment, Segment::Expression(Expression::Body));
        let mut segments = scheme.message().segments();
        let body_alone = segments.next().is_some_and(is_body) && segments.next().is_none();
        let is_plain = body_alone
            && scheme_word(scheme.value().prefix(), scheme) == 0
            && !matches!(scheme.algorithm(), Algorithm::Token | Algorithm::Custom)
            && !scheme.algorithm().is_asymmetric()
            && scheme.list().is_none()
            && scheme.each().is_none()
            && scheme.algorithm_header.is_none()
            && scheme.alternatives().next().is_none()
            && scheme.fields().next().is_none()
            && scheme.required_headers().next().is_none();
        if !is_plain {
            return None;
        }
        Some(Self {
            header: header(name)?,
            prefix: scheme.value().prefix().into(),
            suffix: scheme.value().suffix().into(),
            encoding: scheme.encoding(),
        })
    }

    /// Verifies a request with one well-formed digest. `None` for others: the general path finds out what is wrong.
    pub(crate) fn verify<'k>(
        &self,
        input: &Input<'_>,
        keys: &'k [PreparedKey],
    ) -> Option<Result<&'k KeyId, SignatureFailure>> {
        let digest = self.digest(input)?;
        let mut signed_by = None;
        for key in keys {
            let [PreparedSecret::Mac(mac)] = &*key.secrets else {
                return None;
            };
            if mac.made(input.body, digest.as_slice()) && signed_by.is_none() {
                signed_by = Some(&key.id);
            }
        }
        let tried = keys.len();
        Some(signed_by.ok_or_else(|| Fault::NO_SECRET.into_failure(true, tried)))
    }

    fn digest(&self, input: &Input<'_>) -> Option<Digest> {
        let value = one_header(input.headers, &self.header).ok()?;
        let text = value.map(HeaderValue::as_bytes)?;
        let rest = text.strip_prefix(self.prefix.as_bytes())?;
        let inside = rest.strip_suffix(self.suffix.as_bytes())?;
        self.encoding.decode(inside).ok()
    }
}
