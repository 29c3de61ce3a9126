//! Keyrings looked up per delivery: replaced while the program runs, or one per tenant.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, Uri};

use crate::delivery::Delivery;
use crate::future::BoxFuture;
use crate::outcome::failure::Failure;
use crate::scheme::keys::keyring::{KeyError, Keyring};
use crate::segments::Segments;

/// Finds the keyring with which to verify a delivery.
///
/// A delivery keeps the keyring that it started with, even if the keyring is replaced meanwhile.
///
/// Set the tenant with [`Keyring::owner`], as [`TenantKeyrings`] does. In an `idempotent` group, two tenants can then use
/// the same delivery id.
///
/// # Security
///
/// The request is not verified yet, and everything in it may be forged. Use it only to choose among the keyrings of this
/// group. A delivery signed with one tenant's key must not act on another tenant's data: give keys ids that name their
/// tenant, and compare [`Meta::key_id`](crate::Meta::key_id) with the tenant of the payload.
///
/// # Examples
///
/// With a closure, use [`keys_by`](crate::verification::keys_by). The same by hand:
///
/// ```
/// use std::sync::Arc;
/// use webhook_core::future::BoxFuture;
/// use webhook_core::verification::{KeyRequest, KeySource};
/// use webhook_core::{Failure, Keyring, Secret};
///
/// /// A pool of connections, in a real program.
/// struct Tenants;
///
/// impl KeySource for Tenants {
///     fn keyring<'a>(&'a self, request: KeyRequest<'a>) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
///         Box::pin(async move {
///             Ok(match request.segment("tenant") {
///                 Some("acme") => Some(Arc::new(Keyring::from(Secret::new("the secret of acme")).owner("acme"))),
///                 _ => None, // answered like a bad signature
///             })
///         })
///     }
/// }
/// ```
pub trait KeySource: Send + Sync {
    /// Finds the keyring. Return `None` if the tenant is unknown: the delivery is then answered like a bad signature.
    ///
    /// # Errors
    ///
    /// Return a [`Failure`] if the store cannot be reached. If the keyring is unusable, such as an empty one, or is not
    /// found within the `deadline` of the group (10 seconds if it is `durable`), the delivery is answered 503, so that the
    /// sender tries again, and an error is logged.
    fn keyring<'a>(
        &'a self,
        request: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>>;

    /// Checks the keys when the dispatcher is built, as far as that is possible without waiting.
    ///
    /// # Errors
    ///
    /// What is wrong with the keys; `build` reports it as a problem. By default, none.
    fn check(&self) -> Result<(), KeyError> {
        Ok(())
    }
}

impl<S: KeySource + ?Sized> KeySource for Arc<S> {
    fn keyring<'a>(
        &'a self,
        request: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        (**self).keyring(request)
    }

    fn check(&self) -> Result<(), KeyError> {
        (**self).check()
    }
}

/// The parts of a request that a [`KeySource`] can read: all but the body.
#[derive(Clone)]
pub struct KeyRequest<'a> {
    head: Head<'a>,
    segments: Segments,
}

#[derive(Clone)]
enum Head<'a> {
    Of(&'a Delivery),
    Own(Arc<(Uri, HeaderMap, SystemTime)>),
}

impl<'a> KeyRequest<'a> {
    pub(crate) fn new(delivery: &'a Delivery, paths: &[&'static str]) -> Self {
        Self {
            head: Head::Of(delivery),
            segments: Segments::of(delivery, paths).unwrap_or_default(),
        }
    }

    /// Copies the parts, for code that keeps them longer than the delivery.
    #[must_use]
    pub fn into_owned(self) -> KeyRequest<'static> {
        let own = match self.head {
            Head::Of(delivery) => Arc::new((
                delivery.uri().clone(),
                delivery.headers().clone(),
                delivery.received_at(),
            )),
            Head::Own(own) => own,
        };
        KeyRequest {
            head: Head::Own(own),
            segments: self.segments,
        }
    }

    /// When the delivery was received, by the dispatcher's clock.
    #[must_use]
    pub fn received_at(&self) -> SystemTime {
        match &self.head {
            Head::Of(delivery) => delivery.received_at(),
            Head::Own(own) => own.2,
        }
    }

    /// The body, which is not verified. `None` once the parts were copied.
    #[cfg(feature = "fetched-keys")]
    pub(crate) fn body(&self) -> Option<&'a [u8]> {
        match self.head {
            Head::Of(delivery) => Some(delivery.body()),
            Head::Own(_) => None,
        }
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &str {
        match &self.head {
            Head::Of(delivery) => delivery.uri().path(),
            Head::Own(own) => own.0.path(),
        }
    }

    /// The decoded segment of the path that a placeholder of the group's path names: `tenant` of
    /// `path = "/hooks/{tenant}"`. `None` if no placeholder has this name.
    #[must_use]
    pub fn segment(&self, name: &str) -> Option<&str> {
        self.segments.get(name)
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        match &self.head {
            Head::Of(delivery) => delivery.headers(),
            Head::Own(own) => &own.1,
        }
    }

    /// The value of a header; `None` if it is absent, given twice or not ASCII.
    #[must_use]
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        let mut values = self.headers().get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    }
}

impl fmt::Debug for KeyRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRequest")
            .field("path", &self.path())
            .field("headers", &self.headers().len())
            .finish_non_exhaustive()
    }
}

/// A keyring that can be replaced while the program runs.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use webhook_core::verification::SharedKeyring;
/// use webhook_core::{Keyring, Secret};
///
/// let keys = Arc::new(SharedKeyring::new(Secret::new("old")));
/// // Give a clone of `keys` to the dispatcher: `.group::<Shop>(keys.clone())`.
/// keys.replace(Keyring::new().with("2025", Secret::new("old")).with("2026", Secret::new("new")))?;
/// assert_eq!(keys.current().len(), 2);
///
/// // A blank or pasted secret is refused, and the keyring stays as it was.
/// assert!(keys.replace(Secret::new("new\n")).is_err());
/// assert_eq!(keys.current().len(), 2);
/// # Ok::<(), webhook_core::scheme::KeyError>(())
/// ```
pub struct SharedKeyring {
    current: RwLock<Arc<Keyring>>,
}

impl SharedKeyring {
    /// Starts with a keyring.
    #[must_use]
    pub fn new(keyring: impl Into<Keyring>) -> Self {
        Self {
            current: RwLock::new(Arc::new(keyring.into())),
        }
    }

    /// Replaces the keyring, for deliveries received from now on.
    ///
    /// # Errors
    ///
    /// As [`Keyring::check`]; the keyring then stays as it was.
    pub fn replace(&self, keyring: impl Into<Keyring>) -> Result<(), KeyError> {
        let keyring = checked(keyring)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = keyring;
        Ok(())
    }

    /// The current keyring.
    #[must_use]
    pub fn current(&self) -> Arc<Keyring> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl KeySource for SharedKeyring {
    fn keyring<'a>(
        &'a self,
        _: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        Box::pin(ready(Ok(Some(self.current()))))
    }

    fn check(&self) -> Result<(), KeyError> {
        self.current().check()
    }
}

impl fmt::Debug for SharedKeyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedKeyring")
            .field(&self.current())
            .finish()
    }
}

fn checked(keyring: impl Into<Keyring>) -> Result<Arc<Keyring>, KeyError> {
    let keyring = keyring.into();
    keyring.check()?;
    Ok(Arc::new(keyring))
}

/// A keyring per tenant, in memory. A header or a segment of the path names the tenant. For tenants in a database, see
/// [`keys_by`](crate::verification::keys_by).
///
/// # Examples
///
/// ```
/// use webhook_core::verification::TenantKeyrings;
/// use webhook_core::{Keyring, Secret};
///
/// // The group has `path = "/hooks/{tenant}"`.
/// let tenants = TenantKeyrings::by_segment("tenant");
/// tenants.set("acme", Keyring::new().with("acme-2026", Secret::new("the secret of Acme")))?;
/// assert_eq!(tenants.len(), 1);
/// # Ok::<(), webhook_core::scheme::KeyError>(())
/// ```
pub struct TenantKeyrings {
    place: Place,
    keyrings: RwLock<HashMap<String, Arc<Keyring>>>,
}

#[derive(Debug)]
enum Place {
    Header(HeaderName),
    Segment(&'static str),
}

impl TenantKeyrings {
    /// Takes the name of the tenant from a header.
    #[must_use]
    pub fn by_header(name: HeaderName) -> Self {
        Self::new(Place::Header(name))
    }

    /// Takes the name of the tenant from the segment of the path that the placeholder `name` of the group's path matches:
    /// `by_segment("tenant")` for `path = "/hooks/{tenant}"`.
    #[must_use]
    pub fn by_segment(name: &'static str) -> Self {
        Self::new(Place::Segment(name))
    }

    fn new(place: Place) -> Self {
        let keyrings = RwLock::default();
        Self { place, keyrings }
    }

    /// Adds or replaces the keyring of a tenant. The tenant becomes its [owner](Keyring::owner), unless it has one.
    ///
    /// # Errors
    ///
    /// As [`Keyring::check`]; the tenant then keeps its keyring.
    pub fn set(
        &self,
        tenant: impl Into<String>,
        keyring: impl Into<Keyring>,
    ) -> Result<(), KeyError> {
        let tenant = tenant.into();
        let keyring = checked(keyring.into().or_owner(&tenant))?;
        let mut keyrings = self
            .keyrings
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        keyrings.insert(tenant, keyring);
        Ok(())
    }

    /// Removes a tenant.
    pub fn remove(&self, tenant: &str) {
        let mut keyrings = self
            .keyrings
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        keyrings.remove(tenant);
    }

    /// The number of tenants.
    #[must_use]
    pub fn len(&self) -> usize {
        let keyrings = self.keyrings.read().unwrap_or_else(PoisonError::into_inner);
        keyrings.len()
    }

    /// Whether there are no tenants.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl KeySource for TenantKeyrings {
    fn keyring<'a>(
        &'a self,
        request: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        let tenant = match &self.place {
            Place::Header(name) => request.header(name),
            Place::Segment(name) => request.segment(name),
        };
        let keyrings = self.keyrings.read().unwrap_or_else(PoisonError::into_inner);
        let found = tenant.and_then(|tenant| keyrings.get(tenant).cloned());
        Box::pin(ready(Ok(found)))
    }
}

impl fmt::Debug for TenantKeyrings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantKeyrings")
            .field("place", &self.place)
            .field("tenants", &self.len())
            .finish_non_exhaustive()
    }
}
