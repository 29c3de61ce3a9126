//! Idempotency: a delivery of an `idempotent` group runs once per group, owner, event and id.

pub(crate) mod claim;
pub(crate) mod claim_guard;
pub(crate) mod memory;
pub(crate) mod stored;

pub use crate::group::claim_key::{BodyDigest, ClaimKey};
pub use claim::{Claim, ClaimEnd, ClaimStore, ClaimToken, Unavailable};
pub use memory::MemoryClaims;
pub use stored::StoredDelivery;
