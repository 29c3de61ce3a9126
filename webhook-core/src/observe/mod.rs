//! Records of deliveries, and the observers that receive them.

pub(crate) mod print;
pub(crate) mod recent;
pub(crate) mod record;

pub use print::PrintDeliveries;
pub use recent::RecentDeliveries;
pub use record::{DeliveryRecord, ItemRecord, Observer, RecordKind};
