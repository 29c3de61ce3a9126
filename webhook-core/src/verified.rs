//! The one door from bytes to events: only verification makes a [`Verified`] delivery.

use std::any::TypeId;
use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;

use crate::delivery::{Delivery, Item};
use crate::group::EventGroup;
use crate::rejection::{Rejection, RejectionKind};
use crate::scheme::{KeyId, Keyring, Signed, Verifier};

/// A delivery whose signature was checked; nothing else makes one.
///
/// It remembers the group whose scheme checked it, and is recognised as an event of no other.
#[derive(Clone)]
pub struct Verified<T> {
    inner: T,
    group: TypeId,
    key: KeyId,
    signed_at: Option<SystemTime>,
}

impl<T> Verified<T> {
    pub(crate) fn new<G: 'static>(inner: T, signed: Signed) -> Self {
        Self {
            inner,
            group: TypeId::of::<G>(),
            key: signed.key,
            signed_at: signed.at,
        }
    }

    /// The delivery.
    #[must_use]
    pub const fn get(&self) -> &T {
        &self.inner
    }

    /// The delivery, as an ordinary value again.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// The id of the secret that made the signature.
    #[must_use]
    pub const fn key_id(&self) -> &KeyId {
        &self.key
    }

    /// When the sender signed it, by the sender's clock, where the scheme signs a timestamp.
    ///
    /// A delivery that was stored and recognised again does not know it any more.
    #[must_use]
    pub const fn signed_at(&self) -> Option<SystemTime> {
        self.signed_at
    }
}

impl<T: fmt::Debug> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("inner", &self.inner)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// A delivery of a group that is not signed: anyone may have made it.
#[derive(Clone)]
pub struct Unverified<T> {
    inner: T,
    group: TypeId,
}

impl<T> Unverified<T> {
    /// Takes a delivery as it came.
    #[must_use]
    pub fn new<G: EventGroup<Delivery = Self>>(inner: T) -> Self {
        Self {
            inner,
            group: TypeId::of::<G>(),
        }
    }

    /// The delivery.
    #[must_use]
    pub const fn get(&self) -> &T {
        &self.inner
    }

    /// The delivery, as an ordinary value again.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner
    }
}

impl<T: fmt::Debug> fmt::Debug for Unverified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

/// A delivery as its group wants it before it is recognised: [`Verified`], or [`Unverified`] where the group is not
/// signed. Sealed.
pub trait CheckedDelivery: Send + fmt::Debug + sealed::Sealed + 'static {
    /// Whether a signature was checked.
    const SIGNED: bool;

    /// The delivery.
    fn delivery(&self) -> &Delivery;

    /// The id of the secret that made the signature, where there is one.
    fn signed_by(&self) -> Option<&KeyId>;

    #[doc(hidden)]
    fn __signed_at(&self) -> Option<SystemTime>;

    #[doc(hidden)]
    fn __group(&self) -> TypeId;

    /// One item of the delivery, as checked as the whole.
    #[doc(hidden)]
    #[must_use]
    fn __item(&self, body: Bytes, item: Item) -> Self
    where
        Self: Sized;

    #[doc(hidden)]
    fn __checked<G: EventGroup<Delivery = Self>>(
        delivery: Delivery,
        key: Option<KeyId>,
        at: Option<SystemTime>,
    ) -> Result<Self, Delivery>
    where
        Self: Sized;
}

impl CheckedDelivery for Verified<Delivery> {
    const SIGNED: bool = true;

    fn delivery(&self) -> &Delivery {
        &self.inner
    }

    fn signed_by(&self) -> Option<&KeyId> {
        Some(&self.key)
    }

    fn __signed_at(&self) -> Option<SystemTime> {
        self.signed_at
    }

    fn __group(&self) -> TypeId {
        self.group
    }

    fn __item(&self, body: Bytes, item: Item) -> Self {
        Self {
            inner: self.inner.to_item(body, item),
            group: self.group,
            key: self.key.clone(),
            signed_at: self.signed_at,
        }
    }

    fn __checked<G: EventGroup<Delivery = Self>>(
        delivery: Delivery,
        key: Option<KeyId>,
        at: Option<SystemTime>,
    ) -> Result<Self, Delivery> {
        match key {
            Some(key) => Ok(Self::new::<G>(delivery, Signed { key, at })),
            None => Err(delivery),
        }
    }
}

impl CheckedDelivery for Unverified<Delivery> {
    const SIGNED: bool = false;

    fn delivery(&self) -> &Delivery {
        &self.inner
    }

    fn signed_by(&self) -> Option<&KeyId> {
        None
    }

    fn __signed_at(&self) -> Option<SystemTime> {
        None
    }

    fn __group(&self) -> TypeId {
        self.group
    }

    fn __item(&self, body: Bytes, item: Item) -> Self {
        Self {
            inner: self.inner.to_item(body, item),
            group: self.group,
        }
    }

    fn __checked<G: EventGroup<Delivery = Self>>(
        delivery: Delivery,
        _: Option<KeyId>,
        _: Option<SystemTime>,
    ) -> Result<Self, Delivery> {
        Ok(Self::new::<G>(delivery))
    }
}

mod sealed {
    use super::{Delivery, Unverified, Verified};

    #[expect(unnameable_types, reason = "sealed: nobody else implements it")]
    pub trait Sealed {}
    impl Sealed for Verified<Delivery> {}
    impl Sealed for Unverified<Delivery> {}
}

pub(crate) fn verify<G>(delivery: Delivery, keys: &Keyring) -> Result<Verified<Delivery>, Rejection>
where
    G: EventGroup<Delivery = Verified<Delivery>>,
{
    let Some(scheme) = &G::DESCRIPTOR.scheme else {
        return Err(Rejection::new(
            RejectionKind::Keys,
            "the group declares no scheme",
        ));
    };
    let verifier = Verifier::new(scheme)
        .map_err(|error| Rejection::new(RejectionKind::Keys, error.to_string()))?;
    let signed = verifier.verify_signed(&delivery, &verifier.prepare(keys)?)?;
    Ok(Verified::new::<G>(delivery, signed))
}
