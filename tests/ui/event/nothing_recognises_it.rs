//! An event without a payload has no rule either.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
