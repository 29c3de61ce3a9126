//! A header to store has a name that no request can have.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = stripe, durable(headers("X-Region", "X Zone")))]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
