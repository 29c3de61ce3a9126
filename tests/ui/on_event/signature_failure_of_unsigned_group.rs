//! A fallback for forged deliveries, in a group that anyone may forge.

use webhook_core::{EventGroup, SignatureVerificationFailure, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

#[on_event(group = "shop")]
fn forged(failure: SignatureVerificationFailure) {
    drop(failure);
}

fn main() {}
