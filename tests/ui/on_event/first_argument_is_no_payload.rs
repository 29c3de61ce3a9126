//! The first argument has another type than the event's payload.

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
}

#[on_event(group = "shop", event = "order.created")]
fn created(payment: Payment) {
    drop(payment);
}

fn main() {}
