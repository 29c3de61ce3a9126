//! `danger_unsigned_discriminator` is set, but the group has no discriminator.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
    danger_unsigned_discriminator,
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
