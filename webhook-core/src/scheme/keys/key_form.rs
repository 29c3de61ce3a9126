//! From the text of a secret to the bytes of a key.

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use crate::scheme::keys::secret::{Secret, SecretErrorKind};
use crate::scheme::model::choice::{Algorithm, KeyForm};

/// A key that is shorter is worth a warning (Standard Webhooks asks for 24 to 64 bytes).
pub(crate) const SHORT: usize = 24;

/// What is wrong with a secret as a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyFault {
    Secret(SecretErrorKind),
    Form(KeyForm),
}

impl KeyForm {
    /// Decodes a secret; a key of no bytes is blank.
    pub(crate) fn decode(self, secret: &Secret) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        match secret.check() {
            // A PEM file ends in a newline.
            Err(SecretErrorKind::TrailingWhitespace) if self == Self::Spki => {}
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
        };
        let key = Zeroizing::new(key.ok_or(wrong)?);
        if key.is_empty() {
            return Err(KeyFault::Secret(SecretErrorKind::Blank));
        }
        Ok(key)
    }
}

impl KeyForm {
    /// Decodes the private key to a public one of this form: the seed in the same encoding, or PKCS#8.
    pub(crate) fn decode_private(self, secret: &Secret) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        let key = match (self, secret.text()) {
            (Self::Spki, Some(text)) => der(text, "PRIVATE KEY"),
            (Self::Whpk, Some(text)) => base64(text.strip_prefix("whsk_").unwrap_or(text)),
            _ => return self.decode(secret),
        };
        key.map(Zeroizing::new).ok_or(KeyFault::Form(self))
    }
}

/// Whether a key is short enough for a warning; a public key has its algorithm's length.
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

/// The DER of a PEM block, or of bare Base64.
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
mod tests {
    use super::*;

    #[test]
    fn every_form_is_decoded() {
        let cases: [(KeyForm, &str, Option<&[u8]>); 16] = [
            (KeyForm::Utf8, "whsec_x", Some(b"whsec_x")),
            (KeyForm::Hex, "0aFf", Some(&[0x0a, 0xff])),
            (KeyForm::Hex, "0af", None),
            (KeyForm::Hex, "zz", None),
            (KeyForm::Base64, "AQID", Some(&[1, 2, 3])),
            (KeyForm::Base64, "AQI=", Some(&[1, 2])),
            (KeyForm::Base64, "AQI", Some(&[1, 2])),
            (KeyForm::Base64, "AQ-_", None),
            (KeyForm::Whsec, "whsec_AQID", Some(&[1, 2, 3])),
            (KeyForm::Whsec, "v1,whsec_AQID", Some(&[1, 2, 3])),
            (KeyForm::Whsec, "AQID", Some(&[1, 2, 3])),
            (KeyForm::Whsec, "whsec_!", None),
            (KeyForm::Whpk, "whpk_AQID", Some(&[1, 2, 3])),
            (
                KeyForm::Spki,
                "-----BEGIN PUBLIC KEY-----\nAQ\nID\n-----END PUBLIC KEY-----\n",
                Some(&[1, 2, 3]),
            ),
            (KeyForm::Spki, "-----BEGIN PUBLIC KEY-----\nAQID", None),
            (
                KeyForm::Sha1,
                "abc",
                Some(&[
                    0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78,
                    0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d,
                ]),
            ),
        ];
        for (form, text, expected) in cases {
            let key = form.decode(&Secret::new(text));
            assert_eq!(
                key.as_deref().map(Vec::as_slice).ok(),
                expected,
                "{form} {text}"
            );
        }
    }

    #[test]
    fn a_key_without_bytes_is_blank() {
        for (form, text) in [
            (KeyForm::Whsec, "whsec_"),
            (KeyForm::Whsec, "v1,whsec_"),
            (KeyForm::Whpk, "whpk_"),
            (KeyForm::Utf8, " "),
        ] {
            let blank = KeyFault::Secret(SecretErrorKind::Blank);
            assert_eq!(form.decode(&Secret::new(text)).err(), Some(blank), "{text}");
        }
        let bytes = Secret::from_bytes(vec![0xff, 0x0a]);
        assert_eq!(
            KeyForm::Hex.decode(&bytes).unwrap().as_slice(),
            [0xff, 0x0a]
        );
    }
}
