//! The default is written, and what does not exist.
//! Errors: 3.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = stripe, durable(key = id, conflict = keep, header = "X-Region"))]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
