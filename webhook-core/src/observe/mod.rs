//! Records of deliveries, and the observers that receive them.

pub(crate) mod capture;
pub(crate) mod packed;
pub(crate) mod print;
pub(crate) mod recent;
pub(crate) mod record;

pub use capture::{Capture, CapturedDelivery};
pub use print::PrintDeliveries;
pub use recent::RecentDeliveries;
pub use record::{DeliveryRecord, ItemRecord, Observer, RecordKind};
