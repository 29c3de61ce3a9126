//! The sender has no handshake.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(preset = github, handshake = github)]
pub enum Issues {
    #[event("ping")]
    Ping,
}

fn main() {}
