//! The deliveries of the sender have no id.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = calendly, durable)]
enum Invitees {
    #[event("invitee.created")]
    Created,
}

fn main() {}
