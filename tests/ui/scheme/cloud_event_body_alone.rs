//! A custom verifier of CloudEvents covers only the body.
//!
//! Errors: 2.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(preset = cloudevents, signature = custom)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
