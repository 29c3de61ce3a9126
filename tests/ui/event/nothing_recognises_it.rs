//! An event has neither a payload nor a rule that recognises it.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
