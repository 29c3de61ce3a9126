//! The group has no events.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {}

fn main() {}
