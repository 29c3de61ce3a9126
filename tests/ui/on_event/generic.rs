//! The handler is generic.

use webhook_core::extract::FromDelivery;
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

#[on_event(group = "shop", ty = Order)]
fn created<T: FromDelivery>(order: Order, rest: T) {
    drop((order, rest));
}

fn main() {}
