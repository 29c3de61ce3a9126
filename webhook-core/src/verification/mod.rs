//! Verified deliveries, the keys to verify them with, and verifiers of your own.

pub(crate) mod custom;
pub(crate) mod found;
pub(crate) mod key_source;
pub(crate) mod keys;
pub(crate) mod keys_by;
pub(crate) mod verified;

pub use custom::{CustomSignature, CustomVerifier, Unverifiable};
pub use key_source::{KeyRequest, KeySource, SharedKeyring, TenantKeyrings};
pub use keys::{GroupKind, KeysFor, Unsigned, WithSecret, WithVerifier};
pub use keys_by::{KeysBy, keys_by};
pub use verified::{CheckedDelivery, Unverified, Verified};
