//! A group runs each delivery once by an id, and those of its sender have none.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = calendly, idempotent)]
enum Invitees {
    #[event("invitee.created")]
    Created,
}

fn main() {}
