//! A verified delivery is created with the library's hidden method.

use webhook_core::verification::CheckedDelivery;
use webhook_core::{Delivery, EventGroup, Verified};

#[derive(EventGroup)]
#[event_group(discriminator = "/type", signature(algorithm = "hmac-sha256", header = "X-Shop"))]
pub enum Shop {
    #[event("ping")]
    Ping,
}

pub fn forge(delivery: Delivery) -> Option<Verified<Delivery>> {
    <Verified<Delivery> as CheckedDelivery>::__checked::<Shop>(delivery, None, Default::default()).ok()
}

fn main() {}
