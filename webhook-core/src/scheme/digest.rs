//! Keyed digests, prepared once and cloned for every delivery.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::choice::Algorithm;
use super::encoding::Digest;

/// A message authentication code that has its key and has seen some of a message.
#[derive(Clone)]
pub(super) enum KeyedMac {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
    /// A plain hash that has seen the secret.
    Prefix(Sha256),
}

macro_rules! each {
    ($mac:expr, $inner:ident => $then:expr, $hash:ident => $other:expr) => {
        match $mac {
            KeyedMac::Sha1($inner) => $then,
            KeyedMac::Sha256($inner) => $then,
            KeyedMac::Sha384($inner) => $then,
            KeyedMac::Sha512($inner) => $then,
            KeyedMac::Prefix($hash) => $other,
        }
    };
}

impl KeyedMac {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        each!(self, mac => mac.update(bytes), hash => hash.update(bytes));
    }

    pub(super) fn finish(self) -> Digest {
        each!(
            self,
            mac => Digest::new(&mac.finalize().into_bytes()),
            hash => Digest::new(&hash.finalize())
        )
    }
}

/// What a secret becomes once the algorithm is known.
#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a keyring holds a few of one kind, and a box would be one more allocation"
)]
pub(super) enum PreparedSecret {
    Mac(KeyedMac),
    /// The hash of a token, so that a comparison always takes two texts of one length.
    Token(Zeroizing<[u8; 32]>),
    #[cfg(feature = "asymmetric")]
    Public(super::asymmetric::PublicKey),
}

impl PreparedSecret {
    /// `None` where the algorithm refuses the key, which HMAC never does.
    pub(super) fn new(algorithm: Algorithm, secret: &[u8]) -> Option<Self> {
        Some(Self::Mac(match algorithm {
            Algorithm::HmacSha1 => KeyedMac::Sha1(Hmac::new_from_slice(secret).ok()?),
            Algorithm::HmacSha256 => KeyedMac::Sha256(Hmac::new_from_slice(secret).ok()?),
            Algorithm::HmacSha384 => KeyedMac::Sha384(Hmac::new_from_slice(secret).ok()?),
            Algorithm::HmacSha512 => KeyedMac::Sha512(Hmac::new_from_slice(secret).ok()?),
            Algorithm::Sha256Prefix => KeyedMac::Prefix(Sha256::new_with_prefix(secret)),
            Algorithm::Token => {
                return Some(Self::Token(Zeroizing::new(Sha256::digest(secret).into())));
            }
            #[cfg(feature = "asymmetric")]
            Algorithm::Ed25519 | Algorithm::EcdsaP256 | Algorithm::RsaSha256 => {
                return super::asymmetric::PublicKey::new(algorithm, secret).map(Self::Public);
            }
            #[cfg(not(feature = "asymmetric"))]
            Algorithm::Ed25519 | Algorithm::EcdsaP256 | Algorithm::RsaSha256 => return None,
        }))
    }
}

/// Compares two digests in constant time; one of another length is another digest.
pub(super) fn digests_match(computed: &Digest, received: &Digest) -> bool {
    computed.as_slice().ct_eq(received.as_slice()).into()
}

/// Compares a token with the hash of a genuine one, in a time that depends on the received one's length alone.
pub(super) fn token_matches(hash: &[u8; 32], received: &[u8]) -> bool {
    let received = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(received)));
    hash.ct_eq(&*received).into()
}
