//! The message leaves out the body, which contains the discriminator.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    name = "shop_callbacks",
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$method}|{$request.header.X-Timestamp}",
    ),
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
