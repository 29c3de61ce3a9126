//! Verified deliveries, the keys to verify them with, and verifiers of your own.

#[cfg(feature = "fetched-keys")]
pub(crate) mod certificates;
pub(crate) mod custom;
#[cfg(feature = "fetched-keys")]
pub(crate) mod fetched;
pub(crate) mod found;
#[cfg(feature = "fetched-keys")]
pub(crate) mod jwks;
pub(crate) mod key_source;
pub(crate) mod keys;
pub(crate) mod keys_by;
pub(crate) mod verified;

#[cfg(feature = "fetched-keys")]
pub use certificates::CertificateKeys;
pub use custom::{CustomSignature, CustomVerifier, Unverifiable};
#[cfg(feature = "fetched-keys")]
pub use fetched::KeyFetcher;
#[cfg(feature = "fetched-keys")]
pub use jwks::JwksKeys;
pub use key_source::{KeyRequest, KeySource, SharedKeyring, TenantKeyrings};
pub use keys::{GroupKind, KeysFor, Unsigned, WithSecret, WithVerifier};
pub use keys_by::{KeysBy, keys_by};
pub use verified::{CheckedDelivery, Unverified, Verified};
