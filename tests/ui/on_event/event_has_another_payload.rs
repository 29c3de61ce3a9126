//! `event` and `ty` do not match.

use webhook_core::{EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(serde::Deserialize)]
struct Payment {
    amount: u64,
}

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
    #[event("order.paid")]
    OrderPaid(Payment),
}

#[on_event(group = "shop", event = "order.paid", ty = Order)]
fn paid(order: Order) {
    drop(order);
}

fn main() {}
