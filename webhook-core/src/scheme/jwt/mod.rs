//! What verifying and signing JSON web tokens share (RFC 7519, RFC 7515).

use jsonwebtoken::Algorithm as Named;

use crate::scheme::model::choice::Algorithm;

/// The name of an algorithm in a token.
pub(crate) const fn name_of(algorithm: Algorithm) -> Option<Named> {
    match algorithm {
        Algorithm::HmacSha256 => Some(Named::HS256),
        Algorithm::HmacSha384 => Some(Named::HS384),
        Algorithm::HmacSha512 => Some(Named::HS512),
        Algorithm::RsaSha256 => Some(Named::RS256),
        Algorithm::EcdsaP256 => Some(Named::ES256),
        Algorithm::Ed25519 => Some(Named::EdDSA),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
