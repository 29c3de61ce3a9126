//! The id and the owner of a secret.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// The id of a secret in a [`Keyring`](crate::scheme::Keyring); cheap to clone.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::KeyId;
///
/// let id = KeyId::new("2026").owned_by("acme");
/// assert_eq!((id.to_string(), id.owner()), ("2026".to_owned(), "acme"));
/// assert_ne!(id, KeyId::new("2026"));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(Arc<Names>);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Names {
    id: Box<str>,
    owner: Box<str>,
}

impl KeyId {
    /// An id without an owner.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(Arc::new(Names {
            id: id.into(),
            owner: Box::default(),
        }))
    }

    /// The same id, with another owner.
    #[must_use]
    pub fn owned_by(&self, owner: &str) -> Self {
        Self(Arc::new(Names {
            id: self.0.id.clone(),
            owner: owner.into(),
        }))
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.id
    }

    /// The owner of the key, such as a tenant; empty if it has none. See [`Keyring::owner`](crate::scheme::Keyring::owner).
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.0.owner
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_tuple("KeyId");
        debug.field(&self.as_str());
        if !self.owner().is_empty() {
            debug.field(&self.owner());
        }
        debug.finish()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
