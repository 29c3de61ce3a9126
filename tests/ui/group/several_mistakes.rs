//! Three mistakes are reported at once.
//!
//! Errors: 3.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    path = "shop",
    signature(algorithm = "hmac-sha265", header = "X-Signature"),
    deadline = "10h",
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
