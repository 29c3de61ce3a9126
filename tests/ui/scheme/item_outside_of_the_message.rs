//! The message contains a value of the body for which an item has the same pointer.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(
    each = "/items",
    discriminator = "$item#/type",
    danger_unsigned_body,
    signature(algorithm = "hmac-sha256", header = "X-Signature", message = "{$request.body#/type}"),
)]
enum Shop {
    #[event("order.created")]
    OrderCreated,
}

fn main() {}
