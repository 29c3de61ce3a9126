//! Verifiers of your own, for signatures that a scheme cannot describe.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::delivery::Delivery;
use crate::future::BoxFuture;
use crate::outcome::failure::Failure;
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::{Evidence, Signed};

/// Verifies the deliveries of a group with `signature = custom`, such as JSON web tokens or certificates to be fetched.
///
/// Give it to [`group`](crate::DispatcherBuilder::group) or [`table`](crate::DispatcherBuilder::table). The dispatcher calls
/// it once per delivery, before it interprets the body, and treats the result like that of any scheme.
///
/// # Examples
///
/// ```
/// use serde::Deserialize;
/// use webhook_core::scheme::{KeyId, SignatureFailure, SignatureFailureKind};
/// use webhook_core::future::BoxFuture;
/// use webhook_core::verification::{CustomSignature, Unverifiable, CustomVerifier};
/// use webhook_core::{Delivery, Dispatcher, EventGroup, on_event};
///
/// #[derive(Debug, Deserialize)]
/// pub struct Transfer { pub id: String }
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/bank", discriminator = "/type", signature = custom)]
/// pub enum Bank { #[event("transfer")] Transfer(Transfer) }
///
/// #[on_event(group = "bank", ty = Transfer)]
/// fn transferred(transfer: Transfer) {}
///
/// struct Tokens { /* public keys by their id */ }
///
/// impl CustomVerifier for Tokens {
///     fn verify<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
///         Box::pin(async move {
///             let _token = delivery.headers().get("bank-token").ok_or_else(|| {
///                 SignatureFailure::new(SignatureFailureKind::Missing, "the token's header is absent")
///             })?;
///             // Check the token with a key that was fetched, and its hash against `delivery.body()`.
///             Ok(CustomSignature::new(KeyId::new("2026")))
///         })
///     }
/// }
///
/// let dispatcher = Dispatcher::builder().group::<Bank>(Tokens {}).build()?;
/// let unsigned = http::Request::post("/bank").body(r#"{"type":"transfer","id":"1"}"#.to_owned())?;
/// assert_eq!(dispatcher.dispatch_blocking(unsigned).status(), 401);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// Return `Ok` only if a holder of the key signed **these bytes** of the body, recently: a genuine token that covers no
/// body, or no time, is not enough. Everything you read before that may be forged, above all the URL of a certificate.
/// Compare digests in constant time. If the URL is signed, use [`Delivery::url`], which is absolute if the dispatcher has a
/// `public_url` or `trusted_proxies`. The time this takes counts towards the `deadline` of the group: when it passes, the
/// future is dropped and the delivery is answered 503.
pub trait CustomVerifier: Send + Sync {
    /// Verifies one delivery.
    ///
    /// # Errors
    ///
    /// A [`SignatureFailure`] is answered as `rejected` (401 by default). Return a [`Failure`] if you cannot decide, such as
    /// when keys cannot be fetched: it is answered like that of a handler, so that the sender tries again.
    fn verify<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>>;
}

impl<V: CustomVerifier + ?Sized> CustomVerifier for Arc<V> {
    fn verify<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
        (**self).verify(delivery)
    }
}

/// A signature that a [`CustomVerifier`] accepted: which key made it, and when.
#[derive(Clone, Debug)]
pub struct CustomSignature {
    key: KeyId,
    at: Option<SystemTime>,
}

impl From<CustomSignature> for Evidence {
    fn from(CustomSignature { key, at }: CustomSignature) -> Self {
        Self::Whole(Signed { key, at })
    }
}

impl CustomSignature {
    /// A signature by the key with this id, which appears in `Meta` and the log.
    #[must_use]
    pub fn new(key: KeyId) -> Self {
        Self { key, at: None }
    }

    /// Sets the time of the signature, if the signature covers it.
    #[must_use]
    pub fn at(mut self, time: SystemTime) -> Self {
        self.at = Some(time);
        self
    }
}

/// Why a [`CustomVerifier`] did not accept a delivery.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unverifiable {
    /// The signature is missing or wrong.
    Rejected(SignatureFailure),
    /// The signature could not be checked.
    Unavailable(Failure),
}

impl From<SignatureFailure> for Unverifiable {
    fn from(failure: SignatureFailure) -> Self {
        Self::Rejected(failure)
    }
}

impl From<Failure> for Unverifiable {
    fn from(failure: Failure) -> Self {
        Self::Unavailable(failure)
    }
}

impl fmt::Debug for dyn CustomVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomVerifier")
    }
}
