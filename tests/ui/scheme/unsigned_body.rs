//! The body is not in the message.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    name = "shop_callbacks",
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
