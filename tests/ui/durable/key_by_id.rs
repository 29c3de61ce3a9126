//! The default is written, and what does not exist.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = stripe, durable(key = id, conflict = keep, header = "X-Region"))]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
