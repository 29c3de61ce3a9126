//! Keyed digests, prepared once and cloned per delivery.

use hmac::digest::FixedOutput as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

use crate::scheme::keys::encoding::Digest;
use crate::scheme::keys::key_form::KeyFault;
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::choice::Algorithm;
use crate::work;

/// A message authentication code, initialised with its key. Without anything to drop: it is cloned for each delivery.
#[derive(Clone)]
pub(crate) enum KeyedMac {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
    /// Plain hashes: initialised with the secret, or to end with it.
    PlainSha1(Sha1),
    PlainSha256(Sha256),
    PlainSha512(Sha512),
}

macro_rules! each {
    ($mac:expr, $inner:ident => $then:expr, $hash:ident => $other:expr) => {
        match $mac {
            KeyedMac::Sha1($inner) => $then,
            KeyedMac::Sha256($inner) => $then,
            KeyedMac::Sha384($inner) => $then,
            KeyedMac::Sha512($inner) => $then,
            KeyedMac::PlainSha1($hash) => $other,
            KeyedMac::PlainSha256($hash) => $other,
            KeyedMac::PlainSha512($hash) => $other,
        }
    };
}

impl KeyedMac {
    /// `None` if the algorithm is not a MAC, or its secret stands [behind](Behind) the message.
    pub(crate) fn new(algorithm: Algorithm, secret: &[u8]) -> Option<Self> {
        Some(match algorithm {
            Algorithm::HmacSha1 => Self::Sha1(Hmac::new_from_slice(secret).ok()?),
            Algorithm::HmacSha256 => Self::Sha256(Hmac::new_from_slice(secret).ok()?),
            Algorithm::HmacSha384 => Self::Sha384(Hmac::new_from_slice(secret).ok()?),
            Algorithm::HmacSha512 => Self::Sha512(Hmac::new_from_slice(secret).ok()?),
            Algorithm::Sha256Prefix => Self::PlainSha256(Sha256::new_with_prefix(secret)),
            _ => return None,
        })
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        work::fed(bytes.len());
        each!(self, mac => mac.update(bytes), hash => hash.update(bytes));
    }

    /// Whether a digest is that of a whole message: as `clone`, `update` and `matches_any`, which ask three times which MAC this
    /// is, and move it.
    pub(crate) fn made(&self, message: &[u8], received: &[u8]) -> bool {
        work::fed(message.len());
        each!(
            self,
            mac => {
                let mut mac = mac.clone();
                mac.update(message);
                same(&mac.finalize_fixed(), received).into()
            },
            hash => {
                let mut hash = hash.clone();
                hash.update(message);
                same(&hash.finalize(), received).into()
            }
        )
    }

    /// Whether one of the digests is that of the message. Compares all of them, each in constant time. A digest of another
    /// length does not match.
    pub(crate) fn matches_any<'d, I: Iterator<Item = &'d [u8]>>(self, received: I) -> bool {
        each!(
            self,
            mac => matches_any(&mac.finalize_fixed(), received),
            hash => matches_any(&hash.finalize(), received)
        )
    }

    pub(crate) fn finish(self) -> Digest {
        each!(
            self,
            mac => Digest::new(&mac.finalize().into_bytes()),
            hash => Digest::new(&hash.finalize())
        )
    }
}

/// A plain hash with the secret behind the message.
#[derive(Clone)]
pub(crate) struct Behind {
    hash: KeyedMac,
    secret: Zeroizing<Vec<u8>>,
}

impl Behind {
    /// `None` if the algorithm's secret stands elsewhere.
    pub(crate) fn new(algorithm: Algorithm, secret: &[u8]) -> Option<Self> {
        let hash = match algorithm {
            Algorithm::Sha1Suffix => KeyedMac::PlainSha1(Sha1::new()),
            Algorithm::Sha256Suffix => KeyedMac::PlainSha256(Sha256::new()),
            Algorithm::Sha512Suffix => KeyedMac::PlainSha512(Sha512::new()),
            _ => return None,
        };
        let secret = Zeroizing::new(secret.to_vec());
        Some(Self { hash, secret })
    }

    /// The digest of the message that `feed` gives, and the secret.
    pub(crate) fn after<E>(
        &self,
        feed: impl FnOnce(&mut KeyedMac) -> Result<(), E>,
    ) -> Result<KeyedMac, E> {
        let mut hash = self.hash.clone();
        feed(&mut hash)?;
        hash.update(&self.secret);
        Ok(hash)
    }
}

/// A secret, prepared for its algorithm.
#[derive(Clone)]
pub(crate) enum PreparedSecret {
    Mac(KeyedMac),
    Behind(Behind),
    /// The hash of a token, so that compared values always have the same length.
    Token(Zeroizing<[u8; 32]>),
    #[cfg(feature = "asymmetric")]
    Public(crate::scheme::keys::public_key::PublicKey),
}

impl PreparedSecret {
    /// Fails if the algorithm refuses the key. HMAC never does.
    pub(crate) fn new(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyFault> {
        match algorithm {
            Algorithm::Token => Ok(Self::Token(hash_of(secret))),
            #[cfg(feature = "asymmetric")]
            Algorithm::Ed25519
            | Algorithm::EcdsaP256
            | Algorithm::RsaSha256
            | Algorithm::RsaSha1 => {
                crate::scheme::keys::public_key::PublicKey::new(algorithm, secret).map(Self::Public)
            }
            _ => {
                let behind = Behind::new(algorithm, secret).map(Self::Behind);
                let made = behind.or_else(|| KeyedMac::new(algorithm, secret).map(Self::Mac));
                made.ok_or(KeyFault::Algorithm)
            }
        }
    }
}

fn matches_any<'d, I: Iterator<Item = &'d [u8]>>(computed: &[u8], received: I) -> bool {
    let genuine = received.fold(Choice::from(0), |genuine, digest| {
        genuine | same(computed, digest)
    });
    genuine.into()
}

/// Compares word by word, with an eighth of the instructions of a comparison byte by byte.
fn same(computed: &[u8], received: &[u8]) -> Choice {
    let ((words, rest), (received_words, received_rest)) =
        (computed.as_chunks::<8>(), received.as_chunks::<8>());
    if words.len() != received_words.len() {
        return Choice::from(0);
    }
    let pairs = words.iter().zip(received_words);
    pairs.fold(rest.ct_eq(received_rest), |equal, (one, other)| {
        equal & u64::from_ne_bytes(*one).ct_eq(&u64::from_ne_bytes(*other))
    })
}

/// Compares a token with the hash of the genuine one. The time depends only on the length of the received token.
pub(crate) fn token_matches(hash: &[u8; 32], received: &[u8]) -> bool {
    same(hash, &*hash_of(received)).into()
}

/// Whether a text is one of several tokens. Compares the hash with that of each, so that no length leaks.
pub(crate) fn is_one_of<'s, T: Iterator<Item = &'s Secret>>(received: &[u8], tokens: T) -> bool {
    let received = hash_of(received);
    let genuine = tokens.fold(Choice::from(0), |genuine, token| {
        genuine | same(&*hash_of(token.expose()), &*received)
    });
    genuine.into()
}

fn hash_of(token: &[u8]) -> Zeroizing<[u8; 32]> {
    work::fed(token.len());
    Zeroizing::new(Sha256::digest(token).into())
}
