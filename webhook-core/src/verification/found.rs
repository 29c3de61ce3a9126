//! What a dispatcher finds before it checks a delivery.

use std::sync::Arc;

use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::keyring::{Keyring, PreparedKeys};
use crate::verification::custom::CustomSignature;

/// What was found to check one delivery with.
pub(crate) enum Found {
    /// Nothing was looked up, or the tenant is unknown.
    Nothing,
    /// The keyring that a key source returned.
    Keys {
        keyring: Arc<Keyring>,
        /// The keyring, prepared for the scheme of the group.
        prepared: PreparedKeys,
    },
    /// The verdict of a custom verifier.
    Verdict(Result<CustomSignature, SignatureFailure>),
}

impl Found {
    /// The keyring, if one was found.
    pub(crate) fn keyring(&self) -> Option<&Keyring> {
        match self {
            Self::Keys { keyring, .. } => Some(keyring),
            _ => None,
        }
    }
}
