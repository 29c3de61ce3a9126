//! Secrets and keyrings, and what is computed with them.

pub(crate) mod base64;
pub(crate) mod digest;
pub(crate) mod encoding;
#[cfg(all(feature = "jwt", feature = "asymmetric"))]
pub(crate) mod jwk;
pub(crate) mod key_form;
pub(crate) mod key_id;
pub(crate) mod keyring;
#[cfg(feature = "asymmetric")]
pub(crate) mod public_key;
pub(crate) mod secret;
