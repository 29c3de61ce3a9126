//! What is told of every delivery, and to whom.

pub(crate) mod recent;
pub(crate) mod record;

pub use recent::RecentDeliveries;
pub use record::{DeliveryRecord, ItemRecord, Observer};
