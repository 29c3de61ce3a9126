//! A word that takes no value is given one.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = stripe, idempotent = true)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
