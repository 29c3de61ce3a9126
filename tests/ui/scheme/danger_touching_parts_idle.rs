//! `danger_touching_parts` is set, but the parts do not touch.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature", message = "{$url}|{$request.body}"),
    danger_touching_parts,
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
