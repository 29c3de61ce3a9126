//! `ty` is a payload of another group, but not of this one.

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

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Bank {
    #[event("paid")]
    Paid(Payment),
}

#[on_event(group = "shop", ty = Payment)]
fn paid(payment: Payment) {
    drop(payment);
}

fn main() {}
