//! A group stores its deliveries and claims them too.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = stripe, durable, idempotent)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
