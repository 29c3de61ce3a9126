//! Only the mistake is reported: the function can still be called, and its body is still checked.

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

#[on_event(group = "shop", evnt = "order.created")]
fn created(order: Order) -> u64 {
    order.id
}

fn created_by_hand() -> u64 {
    created(Order { id: 7 })
}

fn main() {}
