//! The payload of an item is outside of the item.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(
    each = "/events",
    discriminator = "/type",
    payload = "$request.body#/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("order.created")]
    OrderCreated,
}

fn main() {}
