//! A fallback for forged deliveries is in an unsigned group.

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
