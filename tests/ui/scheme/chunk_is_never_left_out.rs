//! The field of a chunk is not optional.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(
    algorithm = "hmac-sha256",
    header = "X-Signature",
    field("shop", header = "X-Shop", shape = "without ;"),
    message = "{?shop:shop:{shop};}body:{$request.body}",
))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
