//! One of the listed events has no payload.

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
    #[event("ping")]
    Ping,
}

#[on_event(group = "shop", events = ["order.created", "ping"])]
fn any(order: Order) {
    drop(order);
}

fn main() {}
