//! JSON web keys (RFC 7517).

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use rsa::BigUint;
use rsa::pkcs8::EncodePublicKey as _;

/// The DER of X.509 of a key of P-256, up to its two numbers.
const P256_POINT: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

/// The public key: the DER of X.509, or the bytes of an Ed25519 key. `None` for other keys, and for one that is not for
/// signatures.
pub(crate) fn public_key(jwk: &Jwk) -> Option<Vec<u8>> {
    if matches!(&jwk.common.public_key_use, Some(use_) if *use_ != PublicKeyUse::Signature) {
        return None;
    }
    let bytes = |text: &str| Base64UrlUnpadded::decode_vec(text).ok();
    match &jwk.algorithm {
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            let [x, y] = [bytes(&key.x)?, bytes(&key.y)?];
            // Whether it is a point of the curve is found out when the key is prepared.
            (x.len() == 32 && y.len() == 32).then(|| [&P256_POINT[..], &x, &y].concat())
        }
        AlgorithmParameters::RSA(key) => {
            let number = |text| bytes(text).map(|bytes| BigUint::from_bytes_be(&bytes));
            let key = rsa::RsaPublicKey::new(number(&key.n)?, number(&key.e)?).ok()?;
            Some(key.to_public_key_der().ok()?.as_bytes().to_vec())
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            bytes(&key.x)
        }
        _ => None,
    }
}
