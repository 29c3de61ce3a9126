//! What verification finds out: which secret signed, and when.

use std::sync::Arc;
use std::time::SystemTime;

use crate::scheme::keys::key_id::KeyId;

/// Which secret signed, and when, where the scheme signs a timestamp.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    unnameable_types,
    reason = "only the crate asks a checked delivery for it"
)]
pub struct Signed {
    pub(crate) key: KeyId,
    pub(crate) at: Option<SystemTime>,
}

/// What was signed of a delivery: all of it at once, or its items one by one.
#[derive(Clone, Debug)]
#[expect(
    unnameable_types,
    reason = "only the crate makes a checked delivery with it"
)]
pub enum Evidence {
    /// By one secret at one time.
    Whole(Signed),
    /// The signature of each item, in their order, where they differ.
    Items(Arc<[Signed]>),
}

impl Evidence {
    /// The evidence of signatures that were made one by one; `None` where there is none.
    pub(crate) fn of_items(signed: Vec<Signed>) -> Option<Self> {
        let first = signed.first()?;
        if signed.iter().all(|other| other == first) {
            return Some(Self::Whole(first.clone()));
        }
        Some(Self::Items(signed.into()))
    }

    /// The one signature of the whole delivery; `None` where its items were signed differently.
    pub(crate) fn whole(&self) -> Option<&Signed> {
        match self {
            Self::Whole(signed) => Some(signed),
            Self::Items(_) => None,
        }
    }

    /// The one secret that signed everything; `None` where several did.
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

    /// The same, where nothing else of it is needed.
    pub(crate) fn into_key(self) -> Option<KeyId> {
        match self {
            Self::Whole(signed) => Some(signed.key),
            Self::Items(_) => self.key().cloned(),
        }
    }

    /// When the youngest part was signed.
    #[cfg(feature = "metrics")]
    pub(crate) fn last_signed(&self) -> Option<SystemTime> {
        match self {
            Self::Whole(signed) => signed.at,
            Self::Items(items) => items.iter().filter_map(|signed| signed.at).max(),
        }
    }

    /// The evidence of one item.
    pub(crate) fn item(&self, index: usize) -> Option<Self> {
        match self {
            Self::Whole(signed) => Some(Self::Whole(signed.clone())),
            Self::Items(items) => items.get(index).cloned().map(Self::Whole),
        }
    }
}
