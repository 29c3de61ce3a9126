//! One of several names is not an event, and no event has a similar name.

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
}

#[on_event(group = "shop", events = ["order.created", "invoice.paid"])]
fn changed(order: Order) {
    drop(order);
}

fn main() {}
