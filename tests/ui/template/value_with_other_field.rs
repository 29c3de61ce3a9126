//! The value has a placeholder other than `{digest}`.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(
    algorithm = "hmac-sha256",
    header = "X-Signature",
    value = "sha256={signature}",
))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
