//! The value has an expression in addition to the digest.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(
    algorithm = "hmac-sha256",
    header = "X-Signature",
    value = "{$request.header.X-Version}={digest}",
))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
