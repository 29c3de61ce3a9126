//! The value ends in white space, which HTTP strips.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(
    algorithm = "hmac-sha256",
    header = "X-Signature",
    value = "sha256={digest} ",
))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
