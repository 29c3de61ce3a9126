//! The payload's type belongs to several events.

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
    #[event("order.updated")]
    OrderUpdated(Order),
    #[event("order.deleted")]
    OrderDeleted(Order),
}

#[on_event(group = "shop", ty = Order)]
fn changed(order: Order) {
    drop(order);
}

fn main() {}
