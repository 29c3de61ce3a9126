//! Keyrings that are looked up for each delivery: replaced while the program runs, or one for each tenant.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::sync::{Arc, PoisonError, RwLock};

use http::{HeaderMap, HeaderName};

use crate::delivery::Delivery;
use crate::future::BoxFuture;
use crate::outcome::failure::Failure;
use crate::scheme::keys::keyring::{KeyError, Keyring, PreparedKeys};

/// Finds the keyring of a delivery that is not verified yet.
///
/// A delivery finishes with the ring that it began with, whatever is replaced meanwhile.
///
/// Give the keyring of a tenant its name with [`Keyring::owner`], as [`TenantKeyrings`] does: in an `idempotent` group, two
/// tenants may then use one id.
///
/// # Security
///
/// Whatever is looked at here may be forged. It may choose among the keyrings of this group and nothing else, and one
/// tenant's key must not verify what another tenant's handler acts upon: give keys ids that name their tenant, and
/// compare [`Meta::key_id`](crate::Meta::key_id) with the tenant of the payload.
pub trait KeySource: Send + Sync {
    /// Finds the keyring; `None` where the delivery names no tenant that is known, which is answered as a bad signature
    /// is, and an error where the store cannot be asked.
    ///
    /// A keyring that cannot be used, such as an empty one, is a fault of the receiver's: it is answered 503, so that the
    /// sender comes back, and logged as an error. So is one that is not found within the `deadline` of the group.
    fn keyring<'a>(
        &'a self,
        request: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>>;

    /// Says when the dispatcher is built whether there are keys that can be used, where that is known without waiting.
    ///
    /// # Errors
    ///
    /// Why not, which `build` reports as a problem; by default none.
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

/// What a [`KeySource`] may look at: nothing of the body.
#[derive(Clone, Copy)]
pub struct KeyRequest<'a> {
    delivery: &'a Delivery,
}

impl<'a> KeyRequest<'a> {
    pub(crate) const fn new(delivery: &'a Delivery) -> Self {
        Self { delivery }
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.delivery.uri().path()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &'a HeaderMap {
        self.delivery.headers()
    }

    /// The one value of a header; `None` as well where it is given twice.
    #[must_use]
    pub fn header(&self, name: &HeaderName) -> Option<&'a str> {
        let mut values = self.headers().get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    }
}

impl fmt::Debug for KeyRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyRequest").field(self.delivery).finish()
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
/// // A copy of `keys` is what the dispatcher got, with `group_with`.
/// keys.replace(Keyring::new().with("2025", Secret::new("old")).with("2026", Secret::new("new")))?;
/// assert_eq!(keys.current().len(), 2);
///
/// // A blank or pasted secret is not taken, and what was there stays.
/// assert!(keys.replace(Secret::new("new\n")).is_err());
/// assert_eq!(keys.current().len(), 2);
/// # Ok::<(), webhook_core::scheme::KeyError>(())
/// ```
pub struct SharedKeyring {
    current: RwLock<Arc<Keyring>>,
}

impl SharedKeyring {
    /// Shares a keyring.
    #[must_use]
    pub fn new(keyring: impl Into<Keyring>) -> Self {
        Self {
            current: RwLock::new(Arc::new(keyring.into())),
        }
    }

    /// Replaces the keyring for every delivery that comes from now on.
    ///
    /// # Errors
    ///
    /// What [`Keyring::check`] says; the keyring that was there stays.
    pub fn replace(&self, keyring: impl Into<Keyring>) -> Result<(), KeyError> {
        let keyring = checked(keyring)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = keyring;
        Ok(())
    }

    /// The keyring.
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

/// A keyring for each tenant, whom a header or a segment of the path names.
///
/// # Examples
///
/// ```
/// use webhook_core::verification::TenantKeyrings;
/// use webhook_core::{Keyring, Secret};
///
/// let tenants = TenantKeyrings::by_path_segment(1);
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
    Segment(usize),
}

impl TenantKeyrings {
    /// Takes the tenant's name from a header.
    #[must_use]
    pub fn by_header(name: HeaderName) -> Self {
        Self::new(Place::Header(name))
    }

    /// Takes the tenant's name from a segment of the path, the first of which is 0, as it is written.
    #[must_use]
    pub fn by_path_segment(index: usize) -> Self {
        Self::new(Place::Segment(index))
    }

    fn new(place: Place) -> Self {
        let keyrings = RwLock::default();
        Self { place, keyrings }
    }

    /// Adds or replaces the keyring of a tenant, who owns its keys unless [`Keyring::owner`] says another.
    ///
    /// # Errors
    ///
    /// What [`Keyring::check`] says; what the tenant had stays.
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

    /// Forgets a tenant.
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

    /// Whether there is no tenant.
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
            Place::Segment(index) => request
                .path()
                .trim_start_matches('/')
                .split('/')
                .nth(*index),
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

/// What was found for a delivery, on its way to the verifier.
#[derive(Clone)]
pub(crate) enum Found {
    /// The delivery names nobody who is known.
    Nothing,
    Keys {
        keyring: Arc<Keyring>,
        /// The same as the group's scheme takes it in.
        prepared: Arc<PreparedKeys>,
    },
}

impl Found {
    /// The keyring of a delivery, if one was looked up and found.
    pub(crate) fn keyring(delivery: &Delivery) -> Option<&Keyring> {
        match delivery.extensions().get()? {
            Self::Nothing => None,
            Self::Keys { keyring, .. } => Some(keyring),
        }
    }

    /// The same, prepared.
    pub(crate) fn prepared(delivery: &Delivery) -> Option<Arc<PreparedKeys>> {
        match delivery.extensions().get()? {
            Self::Nothing => None,
            Self::Keys { prepared, .. } => Some(Arc::clone(prepared)),
        }
    }
}
