//! The event is removed by `cfg`, but its handler is not.

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
    #[cfg(any())]
    #[event("order.archived")]
    OrderArchived(Order),
}

#[on_event(group = "shop", event = "order.archived")]
fn archived(order: Order) {
    drop(order);
}

fn main() {}
