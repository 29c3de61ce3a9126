//! The one door from bytes to events: only verification makes a [`Verified`] delivery.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use crate::delivery::{Delivery, Head, Item};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::Evidence;

/// A delivery whose signature was checked; nothing else makes one.
///
/// It remembers the group whose scheme checked it, and is recognised as an event of no other.
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

    /// The delivery, as an ordinary value again.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// The id of the secret that made the signature.
    ///
    /// `None` where the items of a delivery were signed one by one, and not by the same secret: each of the
    /// [`items`](crate::EventGroup::items) has the id of its own.
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.evidence.key()
    }

    /// When the sender signed it, by the sender's clock, where the scheme signs a timestamp.
    ///
    /// `None` where the items of a delivery were signed one by one, by several secrets or at several times. A delivery
    /// that was stored and recognised again does not know it any more.
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

/// A delivery of a group that is not signed: anyone may have made it.
#[derive(Clone)]
pub struct Unverified<T> {
    inner: T,
    group: TypeId,
}

impl<T> Unverified<T> {
    /// Takes a delivery as it came.
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
    fn __group(&self) -> TypeId;

    /// One item of the delivery, as checked as the whole, and with its own signature where it has one.
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

    #[expect(unnameable_types, reason = "sealed: nobody else implements it")]
    pub trait Sealed {}
    impl Sealed for Verified<Delivery> {}
    impl Sealed for Unverified<Delivery> {}

    /// Sealing stops other crates from implementing a trait, not from calling it: what makes a checked delivery asks
    /// for one of these as well, and only this crate has them.
    #[derive(Debug)]
    #[expect(unnameable_types, reason = "no other crate has one")]
    pub struct Proof(());

    impl Proof {
        /// Says that the delivery was verified, or came out of one that was.
        pub(crate) const fn by_verification() -> Self {
            Self(())
        }
    }
}

pub(crate) use sealed::Proof;
