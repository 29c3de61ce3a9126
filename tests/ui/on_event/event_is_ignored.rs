//! The handled event is ignored by the group.

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
    #[event("order.created", ignore)]
    OrderCreated(Order),
}

#[on_event(group = "shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

fn main() {}
