//! The handler takes a payload, but its event has none.

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
    #[event("ping")]
    Ping,
}

#[on_event(group = "shop", event = "ping")]
fn ping(order: Order) {
    drop(order);
}

fn main() {}
