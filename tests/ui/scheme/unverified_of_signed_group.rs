//! A delivery of a signed group is used without verification.

use webhook_core::verification::Unverified;
use webhook_core::{Delivery, EventGroup};

#[derive(EventGroup)]
#[event_group(discriminator = "/type", signature(algorithm = "hmac-sha256", header = "X-Shop"))]
pub enum Shop {
    #[event("ping")]
    Ping,
}

pub fn unverified(delivery: Delivery) -> Unverified<Delivery> {
    Shop::unverified(delivery)
}

fn main() {}
