//! Verified deliveries: only verification makes them, and only they can become events.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use crate::delivery::{Delivery, Head, Item};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::Evidence;

/// A delivery whose signature was checked. Only verification makes one.
///
/// It belongs to the group whose scheme checked it, and can be recognised only as an event of that group.
#[derive(Clone)]
pub struct Verified<T> {
    inner: T,
    group: TypeId,
    evidence: Evidence,
}

impl<T> Verified<T> {
    pub(crate) fn new<G: 'static>(inner: T, evidence: Evidence) -> Self {
        Self {
            inner,
            group: TypeId::of::<G>(),
            evidence,
        }
    }

    /// The delivery.
    #[must_use]
    pub const fn get(&self) -> &T {
        &self.inner
    }

    /// Returns the delivery, without the proof that it was verified.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// The id of the secret that made the signature.
    ///
    /// `None` if the items of the delivery were signed one by one, by different secrets. Each of the
    /// [`items`](crate::EventGroup::items) has the id of its own secret.
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.evidence.key()
    }

    /// When the sender signed it, by the sender's clock. `None` if the scheme does not sign a timestamp.
    ///
    /// Also `None` if the items of the delivery were signed one by one, by different secrets or at different times, and
    /// after a delivery was stored.
    #[must_use]
    pub fn signed_at(&self) -> Option<SystemTime> {
        self.evidence.whole().and_then(|signed| signed.at)
    }
}

impl<T: fmt::Debug> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("inner", &self.inner)
            .field("key", &self.key_id())
            .finish_non_exhaustive()
    }
}

/// A delivery of an unsigned group. Anyone may have sent it.
#[derive(Clone)]
pub struct Unverified<T> {
    inner: T,
    group: TypeId,
}

impl<T> Unverified<T> {
    /// Marks a delivery as not verified.
    #[must_use]
    pub(crate) fn new<G: 'static>(inner: T) -> Self {
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

    /// Returns the delivery.
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

/// A delivery that can be recognised: [`Verified`], or [`Unverified`] in an unsigned group.
///
/// The trait is sealed.
pub trait CheckedDelivery: Send + fmt::Debug + sealed::Sealed + 'static {
    /// Whether a signature was checked.
    const SIGNED: bool;

    /// The delivery.
    fn delivery(&self) -> &Delivery;

    /// The id of the secret that made the signature; `None` without one.
    fn signed_by(&self) -> Option<&KeyId>;

    #[doc(hidden)]
    fn __group(&self) -> TypeId;

    /// One item of the delivery, with its own signature if it has one, otherwise with that of the delivery.
    #[doc(hidden)]
    #[must_use]
    fn __item(&self, body: Bytes, item: Item, head: &Head, proof: Proof) -> Option<Self>
    where
        Self: Sized;

    #[doc(hidden)]
    fn __checked<G: 'static>(
        delivery: Delivery,
        evidence: Option<Evidence>,
        proof: Proof,
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
        self.key_id()
    }

    fn __group(&self) -> TypeId {
        self.group
    }

    fn __item(&self, body: Bytes, item: Item, head: &Head, _: Proof) -> Option<Self> {
        Some(Self {
            evidence: self.evidence.item(item.index)?,
            inner: self.inner.to_item(body, item, Some(Arc::clone(head))),
            group: self.group,
        })
    }

    fn __checked<G: 'static>(
        delivery: Delivery,
        evidence: Option<Evidence>,
        _: Proof,
    ) -> Result<Self, Delivery> {
        match evidence {
            Some(evidence) => Ok(Self::new::<G>(delivery, evidence)),
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

    fn __group(&self) -> TypeId {
        self.group
    }

    fn __item(&self, body: Bytes, item: Item, head: &Head, _: Proof) -> Option<Self> {
        Some(Self {
            inner: self.inner.to_item(body, item, Some(Arc::clone(head))),
            group: self.group,
        })
    }

    fn __checked<G: 'static>(
        delivery: Delivery,
        _: Option<Evidence>,
        _: Proof,
    ) -> Result<Self, Delivery> {
        Ok(Self::new::<G>(delivery))
    }
}

mod sealed {
    use crate::delivery::Delivery;
    use crate::verification::verified::{Unverified, Verified};

    #[expect(unnameable_types, reason = "sealed: other crates cannot implement it")]
    pub trait Sealed {}
    impl Sealed for Verified<Delivery> {}
    impl Sealed for Unverified<Delivery> {}

    /// Sealing prevents other crates from implementing the trait, but not from calling its methods. Methods that make a
    /// checked delivery take a `Proof`, which only this crate can create.
    #[derive(Debug)]
    #[expect(unnameable_types, reason = "only this crate can create one")]
    pub struct Proof(());

    impl Proof {
        /// The delivery was verified, or is part of one that was.
        pub(crate) const fn by_verification() -> Self {
            Self(())
        }
    }
}

pub(crate) use sealed::Proof;
