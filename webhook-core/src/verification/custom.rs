//! Schemes that are code: signatures that no data describes.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::delivery::Delivery;
use crate::future::BoxFuture;
use crate::outcome::failure::Failure;
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::{Evidence, Signed};

/// Verifies the deliveries of a group that says `signature = custom`: JSON web tokens, certificates that are fetched.
///
/// Give it to [`group_verified_by`](crate::DispatcherBuilder::group_verified_by) or
/// [`table_verified_by`](crate::DispatcherBuilder::table_verified_by). The dispatcher asks it once for each delivery, before
/// anything of the body is interpreted, and treats its verdict as that of any scheme.
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
/// let dispatcher = Dispatcher::builder().group_verified_by::<Bank>(Tokens {}).build()?;
/// let unsigned = http::Request::post("/bank").body(r#"{"type":"transfer","id":"1"}"#.to_owned())?;
/// assert_eq!(dispatcher.dispatch_blocking(unsigned).status(), 401);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// `Ok` says that somebody who has the key signed **these bytes** of the body, now or within a bound: a token that is
/// genuine and binds no body, or no time, is not enough. Whatever is looked at before may be forged, the URL of a
/// certificate above all. Compare digests in constant time. Schemes that sign the URL take [`Delivery::uri`], which is
/// absolute where the dispatcher has a `public_url` or `trusted_proxies`. An answer counts
/// towards the `deadline` of the group: one that is not there in time is dropped, and the delivery is answered 503.
pub trait CustomVerifier: Send + Sync {
    /// Verifies one delivery.
    ///
    /// The error is a [`SignatureFailure`], which is answered as `rejected`, or a [`Failure`] where it cannot be told, such
    /// as when keys cannot be fetched, which is answered as that of a handler and brings the sender back.
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

/// What a [`CustomVerifier`] found: which key signed, and when.
#[derive(Clone, Debug)]
pub struct CustomSignature {
    key: KeyId,
    at: Option<SystemTime>,
}

impl CustomSignature {
    /// Signed by the key of an id, which `Meta` and the log show.
    #[must_use]
    pub fn new(key: KeyId) -> Self {
        Self { key, at: None }
    }

    /// Says when, where the signature covers a time.
    #[must_use]
    pub fn at(mut self, time: SystemTime) -> Self {
        self.at = Some(time);
        self
    }
}

/// Why a [`CustomVerifier`] does not vouch for a delivery.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unverifiable {
    /// It is not signed as it should be.
    Rejected(SignatureFailure),
    /// It cannot be told whether it is.
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

/// The verdict on one delivery, on its way from the code to the check of its group. Nothing outside of this crate can
/// put one among the extensions of a request.
#[derive(Clone)]
pub(crate) struct Verdict(pub(crate) Result<CustomSignature, SignatureFailure>);

impl Verdict {
    /// The verdict on a delivery, which was not asked about if there is none.
    pub(crate) fn of(delivery: &Delivery) -> Result<Evidence, SignatureFailure> {
        let verdict = delivery.extensions().get::<Self>();
        let Self(verdict) = verdict.cloned().ok_or_else(SignatureFailure::no_key)?;
        verdict.map(|CustomSignature { key, at }| Evidence::Whole(Signed { key, at }))
    }
}

impl fmt::Debug for dyn CustomVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomVerifier")
    }
}
