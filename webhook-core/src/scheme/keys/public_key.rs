//! Public keys, which only verify, and their private keys.

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};
use rsa::pkcs8::DecodePublicKey as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::scheme::failure::Fault;
use crate::scheme::keys::key_form::KeyFault;
use crate::scheme::model::choice::Algorithm;

/// A public key, checked by its algorithm.
#[derive(Clone)]
pub(crate) enum PublicKey {
    Ed25519(Box<VerifyingKey>),
    P256(Box<p256::ecdsa::VerifyingKey>),
    Rsa(Box<rsa::RsaPublicKey>),
    RsaSha1(Box<rsa::RsaPublicKey>),
}

/// Feeds a message to a sink, piece by piece.
pub(crate) type Feed<'a> = &'a dyn Fn(&mut dyn FnMut(&[u8])) -> Result<(), Fault>;

/// A number of fewer bits can be factored.
const MIN_RSA_BITS: usize = 2048;

/// The beginning of a PKCS#1 v1.5 `DigestInfo` of SHA-256 (RFC 8017, section 9.2).
const SHA256_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// The same of SHA-1.
const SHA1_INFO: [u8; 15] = [
    0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
];

impl PublicKey {
    /// Fails if the bytes are not a key of the algorithm, or a weak one.
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self, KeyFault> {
        match algorithm {
            Algorithm::Ed25519 => {
                let key = key.try_into().ok();
                let key = key.and_then(|key| VerifyingKey::from_bytes(key).ok());
                let key = key.filter(|key| !key.is_weak());
                key.map(|key| Self::Ed25519(Box::new(key)))
            }
            Algorithm::EcdsaP256 => {
                let key = p256::PublicKey::from_public_key_der(key).ok();
                key.map(|key| Self::P256(Box::new(key.into())))
            }
            Algorithm::RsaSha256 | Algorithm::RsaSha1 => {
                let key = rsa::RsaPublicKey::from_public_key_der(key);
                let key = key.map_err(|_| KeyFault::Algorithm)?;
                let bits = rsa::traits::PublicKeyParts::n(&key).bits();
                if bits < MIN_RSA_BITS {
                    return Err(KeyFault::ShortRsa(bits));
                }
                Some(if algorithm == Algorithm::RsaSha1 {
                    Self::RsaSha1(Box::new(key))
                } else {
                    Self::Rsa(Box::new(key))
                })
            }
            _ => None,
        }
        .ok_or(KeyFault::Algorithm)
    }

    pub(crate) fn verifies(&self, signature: &[u8], feed: Feed<'_>) -> Result<bool, Fault> {
        match self {
            Self::Ed25519(key) => {
                let Ok(signature) = ed25519_dalek::Signature::from_slice(signature) else {
                    return Ok(false);
                };
                let Ok(mut stream) = key.verify_stream(&signature) else {
                    return Ok(false);
                };
                feed(&mut |bytes| stream.update(bytes))?;
                Ok(stream.finalize_and_verify().is_ok())
            }
            Self::P256(key) => {
                let digest = sha256(feed)?;
                let Ok(signature) = p256::ecdsa::DerSignature::from_bytes(signature) else {
                    return Ok(false);
                };
                Ok(key.verify_prehash(&digest, &signature).is_ok())
            }
            Self::Rsa(key) => {
                let padding = padding(32, &SHA256_INFO);
                let digest = sha256(feed)?;
                Ok(key.verify(padding, &digest, signature).is_ok())
            }
            Self::RsaSha1(key) => {
                let padding = padding(20, &SHA1_INFO);
                let mut hash = Sha1::new();
                feed(&mut |bytes| hash.update(bytes))?;
                let digest = hash.finalize();
                Ok(key.verify(padding, &digest, signature).is_ok())
            }
        }
    }
}

#[cfg(feature = "jwt")]
impl PublicKey {
    /// Verifies the signature of a token, where one of ECDSA is two numbers side by side (RFC 7518, section 3.4).
    pub(crate) fn verifies_token(&self, signature: &[u8], message: &[u8]) -> Result<bool, Fault> {
        let whole: Feed<'_> = &|sink| {
            sink(message);
            Ok(())
        };
        let Self::P256(_) = self else {
            return self.verifies(signature, whole);
        };
        let Ok(numbers) = p256::ecdsa::Signature::from_slice(signature) else {
            return Ok(false);
        };
        self.verifies(numbers.to_der().as_bytes(), whole)
    }
}

/// A private key, for senders and for tests. All kinds are zeroised on drop.
pub(crate) enum PrivateKey {
    Ed25519(Box<SigningKey>),
    P256(Box<p256::ecdsa::SigningKey>),
    /// Only for tests: the private-key operations of this crate are not constant-time (RUSTSEC-2023-0071).
    #[cfg(feature = "rsa-signing")]
    Rsa(Box<rsa::RsaPrivateKey>),
    #[cfg(feature = "rsa-signing")]
    RsaSha1(Box<rsa::RsaPrivateKey>),
}

impl PrivateKey {
    /// `None` if the bytes are not a private key of the algorithm. For Ed25519, that is the seed, optionally followed by
    /// the public key; for P-256, the DER of PKCS#8.
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Option<Self> {
        match algorithm {
            Algorithm::Ed25519 => {
                let key = match key.len() {
                    32 => SigningKey::from_bytes(key.try_into().ok()?),
                    _ => SigningKey::from_keypair_bytes(key.try_into().ok()?).ok()?,
                };
                Some(Self::Ed25519(Box::new(key)))
            }
            Algorithm::EcdsaP256 => {
                let key = p256::ecdsa::SigningKey::from_pkcs8_der(key).ok()?;
                Some(Self::P256(Box::new(key)))
            }
            #[cfg(feature = "rsa-signing")]
            Algorithm::RsaSha256 => {
                let key = rsa::pkcs8::DecodePrivateKey::from_pkcs8_der(key).ok()?;
                Some(Self::Rsa(Box::new(key)))
            }
            #[cfg(feature = "rsa-signing")]
            Algorithm::RsaSha1 => {
                let key = rsa::pkcs8::DecodePrivateKey::from_pkcs8_der(key).ok()?;
                Some(Self::RsaSha1(Box::new(key)))
            }
            _ => None,
        }
    }

    /// The signature in a token.
    #[cfg(feature = "jwt")]
    pub(crate) fn sign_token(&self, message: &[u8]) -> Vec<u8> {
        if let Self::P256(key) = self {
            let signature: p256::ecdsa::Signature = key.sign(message);
            return signature.to_bytes().to_vec();
        }
        self.sign(message)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Self::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            #[cfg(feature = "rsa-signing")]
            Self::Rsa(key) => {
                let signed = key.sign(padding(32, &SHA256_INFO), &Sha256::digest(message));
                // A key that is too small for the digest was not made by anything.
                signed.unwrap_or_default()
            }
            #[cfg(feature = "rsa-signing")]
            Self::RsaSha1(key) => {
                let signed = key.sign(padding(20, &SHA1_INFO), &Sha1::digest(message));
                signed.unwrap_or_default()
            }
        }
    }
}

fn padding(digest_bytes: usize, info: &[u8]) -> rsa::Pkcs1v15Sign {
    rsa::Pkcs1v15Sign {
        hash_len: Some(digest_bytes),
        prefix: info.into(),
    }
}

fn sha256(feed: Feed<'_>) -> Result<[u8; 32], Fault> {
    let mut hash = Sha256::new();
    feed(&mut |bytes| hash.update(bytes))?;
    Ok(hash.finalize().into())
}
