//! The result of verification: which secret signed, and when.

use std::sync::Arc;
use std::time::SystemTime;

use crate::scheme::keys::key_id::KeyId;

/// Which secret signed, and when, if the scheme signs a timestamp.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    unnameable_types,
    reason = "only the crate asks a checked delivery for it"
)]
pub struct Signed {
    pub(crate) key: KeyId,
    pub(crate) at: Option<SystemTime>,
}

/// Who signed a delivery: as a whole, or its items one by one.
#[derive(Clone, Debug)]
#[expect(
    unnameable_types,
    reason = "only the crate makes a checked delivery with it"
)]
pub enum Evidence {
    /// One secret signed everything, at one time.
    Whole(Signed),
    /// The signer and the time of each item, in order, if they differ.
    Items(Arc<[Signed]>),
}

impl Evidence {
    /// The evidence of items that were signed one by one; `None` without items.
    pub(crate) fn of_items(signed: Vec<Signed>) -> Option<Self> {
        let first = signed.first()?;
        if signed.iter().all(|other| other == first) {
            return Some(Self::Whole(first.clone()));
        }
        Some(Self::Items(signed.into()))
    }

    /// The signature of the whole delivery; `None` if its items were signed differently.
    pub(crate) fn whole(&self) -> Option<&Signed> {
        match self {
            Self::Whole(signed) => Some(signed),
            Self::Items(_) => None,
        }
    }

    /// The secret that signed everything; `None` if several did.
    pub(crate) fn key(&self) -> Option<&KeyId> {
        match self {
            Self::Whole(signed) => Some(&signed.key),
            Self::Items(items) => {
                let first = &items.first()?.key;
                let same = items.iter().all(|item| item.key == *first);
                same.then_some(first)
            }
        }
    }

    /// Like [`key`](Self::key), but takes the evidence.
    pub(crate) fn into_key(self) -> Option<KeyId> {
        match self {
            Self::Whole(signed) => Some(signed.key),
            Self::Items(_) => self.key().cloned(),
        }
    }

    /// When the most recent part was signed.
    #[cfg(feature = "metrics")]
    pub(crate) fn last_signed(&self) -> Option<SystemTime> {
        match self {
            Self::Whole(signed) => signed.at,
            Self::Items(items) => items.iter().filter_map(|signed| signed.at).max(),
        }
    }

    /// The evidence of the item at this index.
    pub(crate) fn item(&self, index: usize) -> Option<Self> {
        match self {
            Self::Whole(signed) => Some(Self::Whole(signed.clone())),
            Self::Items(items) => items.get(index).cloned().map(Self::Whole),
        }
    }
}
