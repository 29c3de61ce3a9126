//! `event` is a variant instead of a name.

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

#[on_event(group = "shop", event = Shop::OrderCreated)]
fn created(order: Order) {
    drop(order);
}

fn main() {}
