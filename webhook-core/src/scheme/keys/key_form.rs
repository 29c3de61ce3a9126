//! Decodes the text of a secret to the bytes of a key.

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use crate::scheme::keys::secret::{Secret, SecretErrorKind};
use crate::scheme::model::choice::{Algorithm, KeyForm};

/// Keys with fewer bytes are worth a warning: Standard Webhooks asks for 24 to 64.
pub(crate) const SHORT: usize = 24;

/// What is wrong with a secret as a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyFault {
    Secret(SecretErrorKind),
    Form(KeyForm),
    /// The bytes are not a key of the algorithm, or a weak one.
    Algorithm,
    /// An RSA key with so many bits, which are too few.
    #[cfg_attr(
        not(feature = "asymmetric"),
        expect(dead_code, reason = "only public keys have a length")
    )]
    ShortRsa(usize),
}

impl KeyForm {
    /// Decodes a secret. An empty key is refused as blank.
    pub(crate) fn decode(self, secret: &Secret) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        match secret.check() {
            // A PEM file ends in a newline.
            Err(SecretErrorKind::TrailingWhitespace) if matches!(self, Self::Spki | Self::Jwk) => {}
            Err(kind) => return Err(KeyFault::Secret(kind)),
            Ok(()) => {}
        }
        let bytes = secret.expose();
        if self == Self::Sha1 {
            return Ok(Zeroizing::new(Sha1::digest(bytes).to_vec()));
        }
        let Some(text) = secret.text() else {
            return Ok(Zeroizing::new(bytes.to_vec()));
        };
        let wrong = KeyFault::Form(self);
        let key = match self {
            Self::Utf8 | Self::Sha1 => Some(text.as_bytes().to_vec()),
            Self::Hex => base16ct::mixed::decode_vec(text).ok(),
            Self::Base64 => base64(text),
            Self::Whsec => {
                let text = text.strip_prefix("v1,whsec_").unwrap_or(text);
                base64(text.strip_prefix("whsec_").unwrap_or(text))
            }
            Self::Whpk => base64(text.strip_prefix("whpk_").unwrap_or(text)),
            Self::Spki => der(text, "PUBLIC KEY"),
            Self::Nfkd => nfkd(text),
            Self::Jwk => jwk(text),
            Self::Basic => {
                (text.contains(':')).then(|| Base64::encode_string(text.as_bytes()).into())
            }
        };
        let key = Zeroizing::new(key.ok_or(wrong)?);
        if key.is_empty() {
            return Err(KeyFault::Secret(SecretErrorKind::Blank));
        }
        Ok(key)
    }
}

impl KeyForm {
    /// Decodes the private key that belongs to a public key of this form: the seed in the same encoding, or PKCS#8.
    pub(crate) fn decode_private(self, secret: &Secret) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        let key = match (self, secret.text()) {
            (Self::Spki | Self::Jwk, Some(text)) => der(text, "PRIVATE KEY"),
            (Self::Whpk, Some(text)) => base64(text.strip_prefix("whsk_").unwrap_or(text)),
            _ => return self.decode(secret),
        };
        key.map(Zeroizing::new).ok_or(KeyFault::Form(self))
    }
}

/// The text in the form NFKD. ASCII is in that form already.
#[cfg(feature = "unicode")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "without the feature, a text may be refused"
)]
fn nfkd(text: &str) -> Option<Vec<u8>> {
    use unicode_normalization::UnicodeNormalization as _;
    // Room for the longest decomposition, of U+FDFA, so that growing leaves no copy of the secret behind.
    let mut key = String::with_capacity(text.len().saturating_mul(11));
    key.extend(text.nfkd());
    Some(key.into_bytes())
}

#[cfg(not(feature = "unicode"))]
fn nfkd(text: &str) -> Option<Vec<u8>> {
    text.is_ascii().then(|| text.as_bytes().to_vec())
}

/// Whether a key is short enough for a warning. Public keys never are: their algorithm sets the length.
pub(crate) fn is_short(algorithm: Option<Algorithm>, key: &[u8]) -> bool {
    !algorithm.is_some_and(Algorithm::is_asymmetric) && key.len() < SHORT
}

fn base64(text: &str) -> Option<Vec<u8>> {
    if text.ends_with('=') {
        Base64::decode_vec(text).ok()
    } else {
        Base64Unpadded::decode_vec(text).ok()
    }
}

/// The public key of a JSON web key, as the other forms have it.
#[cfg(all(feature = "jwt", feature = "asymmetric"))]
fn jwk(text: &str) -> Option<Vec<u8>> {
    crate::scheme::keys::jwk::public_key(&serde_json::from_str(text).ok()?)
}

#[cfg(not(all(feature = "jwt", feature = "asymmetric")))]
fn jwk(_: &str) -> Option<Vec<u8>> {
    None
}

/// Decodes the DER in a PEM block, or in bare Base64.
fn der(text: &str, label: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let base64_lines = match text.strip_prefix("-----BEGIN ") {
        Some(rest) => rest
            .strip_prefix(label)?
            .strip_prefix("-----")?
            .strip_suffix("-----")?
            .strip_suffix(label)?
            .strip_suffix("-----END ")?,
        None => text,
    };
    let joined: Zeroizing<String> = base64_lines
        .split_ascii_whitespace()
        .collect::<String>()
        .into();
    base64(&joined)
}

#[cfg(test)]
#[path = "key_form_tests.rs"]
mod tests;
