//! The key by which a delivery is claimed.

use std::fmt;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::declare::descriptor::Descriptor;
use crate::declare::durable::OnceBy;
use crate::delivery::Delivery;
use crate::id::{Id, LONGEST};
use crate::scheme::keys::key_id::KeyId;

/// Identifies a delivery: its group, the owner of the key that signed it, its event and its id.
///
/// A store has to compare all four: senders reuse ids across events, and two owners may use the same id.
///
/// # Examples
///
/// ```
/// use webhook_core::inbox::ClaimKey;
///
/// let key = ClaimKey::new("shop", "order.created", "evt_1").with_owner("acme");
/// assert_eq!((key.owner(), key.id()), ("acme", "evt_1"));
///
/// // A long id, or one with control characters, is replaced by its SHA-256.
/// let long = ClaimKey::new("shop", "order.created", &"a".repeat(1_000_000));
/// assert!(long.id().starts_with("sha256:") && long.id().len() == 71);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ClaimKey {
    group: &'static str,
    owner: Box<str>,
    event: &'static str,
    id: Box<str>,
    digest: bool,
}

impl ClaimKey {
    /// Creates a key for an id that is text, without an owner.
    #[must_use]
    pub fn new(group: &'static str, event: &'static str, id: &str) -> Self {
        let reserved = RESERVED.iter().any(|prefix| id.starts_with(prefix));
        let id = if reserved || !is_short(id) {
            hashed(TEXT_HASH, id)
        } else {
            id.into()
        };
        Self {
            group,
            owner: Box::default(),
            event,
            id,
            digest: false,
        }
    }

    /// Sets the owner of the key that signed the delivery.
    #[must_use]
    pub fn with_owner(mut self, owner: &str) -> Self {
        self.owner = owner.into();
        self
    }

    /// Creates the key of a delivery or an item, by its event and its id. `None` without the id.
    pub(crate) fn of_delivery(
        group: &Descriptor,
        by: OnceBy,
        (event, id): (&'static str, Option<&Id<'_>>),
        delivery: &Delivery,
        signed_by: Option<&KeyId>,
        digest: impl FnOnce() -> BodyDigest,
    ) -> Option<Self> {
        let key = match (by, delivery.item()) {
            (OnceBy::Digest, _) => Self::of_digest(group.name, event, &digest()),
            // Items that have the id of their delivery are told apart by their place in it.
            (OnceBy::Id, Some(item)) if group.has_id_around_items() => {
                let id = id?;
                let text = format!("{}/{}", id.text, item.index).into();
                Self::of_id(group.name, event, &Id { text, ..*id })
            }
            (OnceBy::Id, _) => Self::of_id(group.name, event, id?),
        };
        Some(key.with_owner(signed_by.map_or("", KeyId::owner)))
    }

    /// Creates a key for an id that is text or a number.
    fn of_id(group: &'static str, event: &'static str, id: &Id<'_>) -> Self {
        let mut key = Self::new(group, event, "");
        key.id = match (id.is_number, is_short(&id.text)) {
            (false, _) => return Self::new(group, event, &id.text),
            (true, true) => format!("{NUMBER}{}", id.text).into(),
            (true, false) => hashed(NUMBER_HASH, &id.text),
        };
        key
    }

    /// Creates a key for a group that says `idempotent = digest`, from the digest instead of an id.
    pub(crate) fn of_digest(group: &'static str, event: &'static str, body: &BodyDigest) -> Self {
        Self {
            id: hexadecimal(body.as_bytes()).into(),
            digest: true,
            ..Self::new(group, event, "")
        }
    }

    /// The name of the group.
    #[must_use]
    pub const fn group(&self) -> &'static str {
        self.group
    }

    /// The owner of the key that signed the delivery; empty if it has none. If each delivery's keyring is looked up, the
    /// owner is its tenant. See [`Keyring::owner`](crate::Keyring::owner).
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The name of the event.
    #[must_use]
    pub const fn event(&self) -> &'static str {
        self.event
    }

    /// The id in at most 300 bytes without control characters; or the hexadecimal SHA-256 of the body if
    /// [`is_digest`](Self::is_digest).
    ///
    /// | the id | its form |
    /// |---|---|
    /// | a string | its text |
    /// | a number | `number:` and its digits, because `7` and `"7"` are different ids |
    /// | text of more than 255 bytes, with control characters, or that begins like a form in this table | `sha256:` and the SHA-256 of the text |
    /// | one that the items of a delivery have in common | its text, `/` and the position of the item |
    /// | a number of more than 255 digits | `number-sha256:` and the SHA-256 of its digits |
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// An idempotency key for effects outside, such as a payment: `wh_` and the hexadecimal SHA-256 of the four parts, 67
    /// ASCII characters. See [`Attempt::key`](crate::extract::Attempt::key).
    #[must_use]
    pub fn effect_key(&self) -> String {
        let mut hash = Sha256::new();
        for part in [self.group, &self.owner, self.event, &self.id] {
            // The length first, so that no two lists of parts are the same bytes.
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            hash.update(length.to_be_bytes());
            hash.update(part);
        }
        hash.update([u8::from(self.digest)]);
        format!("wh_{}", hexadecimal(&hash.finalize()))
    }

    /// Whether the id is a digest of the body. Do not log it then.
    #[must_use]
    pub const fn is_digest(&self) -> bool {
        self.digest
    }
}

impl fmt::Debug for ClaimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = if self.digest { "(digest)" } else { &self.id };
        f.debug_struct("ClaimKey")
            .field("group", &self.group)
            .field("owner", &self.owner)
            .field("event", &self.event)
            .field("id", &id)
            .finish()
    }
}

/// The SHA-256 of a body. It has no `PartialEq`, like every digest in this crate.
#[derive(Clone, Copy)]
pub struct BodyDigest([u8; 32]);

impl BodyDigest {
    /// Hashes a body.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// The bytes, to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn equals(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for BodyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyDigest(..)")
    }
}

const NUMBER: &str = "number:";
const TEXT_HASH: &str = "sha256:";
const NUMBER_HASH: &str = "number-sha256:";
/// Text ids that begin like this are hashed, so that they cannot equal another form.
const RESERVED: [&str; 3] = [NUMBER, TEXT_HASH, NUMBER_HASH];

fn is_short(id: &str) -> bool {
    id.len() <= LONGEST && !id.chars().any(char::is_control)
}

fn hashed(prefix: &str, id: &str) -> Box<str> {
    format!("{prefix}{}", hexadecimal(&Sha256::digest(id))).into()
}

fn hexadecimal(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

#[cfg(test)]
#[path = "claim_key_tests.rs"]
mod tests;
