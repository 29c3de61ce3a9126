//! A group of `GET` has no payload.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(method = GET, preset = github)]
enum Repository {
    #[event("ping")]
    Ping,
}

fn main() {}
