//! Stores for deliveries: a [`ClaimStore`] remembers which deliveries of an `idempotent` group ran, and an [`Intake`] stores
//! those of a `durable` group before they are acknowledged.

pub(crate) mod claim;
pub(crate) mod claim_guard;
pub(crate) mod intake;
pub(crate) mod memory;
pub(crate) mod stored;
pub(crate) mod stored_event;
pub(crate) mod stored_parts;
pub(crate) mod written;

pub use crate::group::claim_key::{BodyDigest, ClaimKey};
pub use claim::{Claim, ClaimEnd, ClaimStore, ClaimToken, Unavailable};
pub use intake::{Accepted, Incoming, Intake};
pub use memory::MemoryClaims;
pub use stored::StoredDelivery;
pub use stored_event::{StoredEvent, StoredIdentity};
pub use stored_parts::StoredParts;
