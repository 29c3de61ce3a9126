//! Words are in quotes.
//!
//! Errors: 3.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = "github", idempotent = "digest", unhandled = "accept")]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
