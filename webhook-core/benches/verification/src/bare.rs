//! The same signatures checked with nothing but their crates: the floor under every preset.

use ed25519_dalek::Verifier as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::pkcs8::DecodePrivateKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;
use webhook_core::scheme::Algorithm;

/// A prepared key, and the signature that is expected.
#[derive(Debug)]
pub struct Bare {
    key: Key,
    signature: Vec<u8>,
}

#[derive(Debug)]
enum Key {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
    Prefix(Sha256),
    /// A token is compared by its hash, so that its length does not show.
    Token([u8; 32]),
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
    Rsa(rsa::RsaPublicKey),
}

impl Bare {
    /// Prepares the key that `key` signs with.
    ///
    /// # Panics
    ///
    /// The key is none of the algorithm.
    #[must_use]
    pub fn new(algorithm: Algorithm, key: &[u8], signature: Vec<u8>) -> Self {
        let pem = || str::from_utf8(key).expect("text");
        let key = match algorithm {
            Algorithm::HmacSha1 => Key::Sha1(Hmac::new_from_slice(key).expect("a key")),
            Algorithm::HmacSha256 => Key::Sha256(Hmac::new_from_slice(key).expect("a key")),
            Algorithm::HmacSha384 => Key::Sha384(Hmac::new_from_slice(key).expect("a key")),
            Algorithm::HmacSha512 => Key::Sha512(Hmac::new_from_slice(key).expect("a key")),
            Algorithm::Sha256Prefix => Key::Prefix(Sha256::new_with_prefix(key)),
            Algorithm::Token => Key::Token(Sha256::digest(key).into()),
            Algorithm::Ed25519 => {
                let seed = key.try_into().expect("a seed");
                Key::Ed25519(ed25519_dalek::SigningKey::from_bytes(seed).verifying_key())
            }
            Algorithm::EcdsaP256 => {
                let key = p256::ecdsa::SigningKey::from_pkcs8_pem(pem()).expect("a key");
                Key::P256(*key.verifying_key())
            }
            Algorithm::RsaSha256 => {
                let key = rsa::RsaPrivateKey::from_pkcs8_pem(pem()).expect("a key");
                Key::Rsa(key.to_public_key())
            }
            other => panic!("{other}"),
        };
        Self { key, signature }
    }

    /// Whether the message has the signature.
    #[must_use]
    pub fn verify(&self, message: &[u8]) -> bool {
        let signature = &self.signature;
        match &self.key {
            Key::Sha1(mac) => mac
                .clone()
                .chain_update(message)
                .verify_slice(signature)
                .is_ok(),
            Key::Sha256(mac) => mac
                .clone()
                .chain_update(message)
                .verify_slice(signature)
                .is_ok(),
            Key::Sha384(mac) => mac
                .clone()
                .chain_update(message)
                .verify_slice(signature)
                .is_ok(),
            Key::Sha512(mac) => mac
                .clone()
                .chain_update(message)
                .verify_slice(signature)
                .is_ok(),
            Key::Prefix(hash) => {
                let digest = hash.clone().chain_update(message).finalize();
                digest.as_slice().ct_eq(signature).into()
            }
            Key::Token(hash) => Sha256::digest(message).as_slice().ct_eq(hash).into(),
            Key::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature);
                signature.is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            Key::P256(key) => {
                let signature = p256::ecdsa::DerSignature::from_bytes(signature);
                signature.is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            Key::Rsa(key) => {
                let padding = rsa::Pkcs1v15Sign::new::<rsa::sha2::Sha256>();
                key.verify(padding, &Sha256::digest(message), signature)
                    .is_ok()
            }
        }
    }
}

/// The digest of a message under a shared key.
///
/// # Panics
///
/// The algorithm has no shared key.
#[must_use]
pub fn digest(algorithm: Algorithm, key: &[u8], message: &[u8]) -> Vec<u8> {
    match Bare::new(algorithm, key, Vec::new()).key {
        Key::Sha1(mac) => mac.chain_update(message).finalize().into_bytes().to_vec(),
        Key::Sha256(mac) => mac.chain_update(message).finalize().into_bytes().to_vec(),
        Key::Sha384(mac) => mac.chain_update(message).finalize().into_bytes().to_vec(),
        Key::Sha512(mac) => mac.chain_update(message).finalize().into_bytes().to_vec(),
        Key::Prefix(hash) => hash.chain_update(message).finalize().to_vec(),
        other => panic!("{other:?}"),
    }
}
