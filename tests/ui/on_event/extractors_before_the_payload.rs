//! Extractors come before the payload.

use webhook_core::{EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

#[on_event(Shop::OrderCreated)]
fn created(meta: webhook_core::Meta, order: Order) {
    drop((meta, order));
}

fn main() {}
