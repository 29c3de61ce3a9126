//! Encodes and decodes digests. Decoding does not allocate.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};

use crate::scheme::keys::base64::{self as decode, MAX_BYTES};
use crate::scheme::model::choice::Encoding;

/// The length of an RSA signature of 8192 bits in hexadecimal digits.
const MAX_LONG_TEXT: usize = 2048;

/// A digest on the stack. It does not implement `PartialEq`, so that it can be compared only in constant time.
pub(crate) struct Digest {
    bytes: [u8; MAX_BYTES],
    length: usize,
}

impl Digest {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let length = bytes.len().min(MAX_BYTES);
        let mut digest = Self {
            bytes: [0; MAX_BYTES],
            length,
        };
        if let Some((to, from)) = digest.bytes.get_mut(..length).zip(bytes.get(..length)) {
            to.copy_from_slice(from);
        }
        digest
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl Encoding {
    /// Decodes a digest of any length up to [`MAX_BYTES`]. The error is a text for the log.
    pub(crate) fn decode(self, text: &[u8]) -> Result<Digest, &'static str> {
        if text.is_empty() {
            return Err("the digest is empty");
        }
        let (longest, cause) = match self {
            Self::Hex => (128, "not valid hex"),
            Self::Base64 => (88, "not valid base64"),
            Self::Base64Url => (86, "not valid base64url"),
        };
        if text.len() > longest {
            return Err("longer than any digest");
        }
        let mut bytes = [0; MAX_BYTES];
        let length = match self {
            Self::Hex => base16ct::mixed::decode(text, &mut bytes)
                .ok()
                .map(<[u8]>::len),
            Self::Base64 => decode::base64(text, &mut bytes),
            Self::Base64Url => decode::base64url(text, &mut bytes),
        };
        let length = length.ok_or(cause)?;
        Ok(Digest { bytes, length })
    }

    /// Decodes a signature that may be longer than a digest. The error is a text for the log.
    pub(crate) fn decode_long(self, text: &[u8]) -> Result<Vec<u8>, &'static str> {
        if text.is_empty() {
            return Err("the digest is empty");
        }
        if text.len() > MAX_LONG_TEXT {
            return Err("longer than any signature");
        }
        let text = str::from_utf8(text);
        match self {
            Self::Hex => text
                .ok()
                .and_then(|text| base16ct::mixed::decode_vec(text).ok())
                .ok_or("not valid hex"),
            Self::Base64 => text
                .ok()
                .and_then(|text| Base64::decode_vec(text).ok())
                .ok_or("not valid base64"),
            Self::Base64Url => text
                .ok()
                .and_then(|text| Base64UrlUnpadded::decode_vec(text).ok())
                .ok_or("not valid base64url"),
        }
    }

    /// Encodes a digest or a signature.
    pub(crate) fn encode(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => base16ct::lower::encode_string(bytes),
            Self::Base64 => Base64::encode_string(bytes),
            Self::Base64Url => Base64UrlUnpadded::encode_string(bytes),
        }
    }
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
