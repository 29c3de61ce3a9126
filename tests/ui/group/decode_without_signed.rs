//! It is not said whether the compressed bytes are signed.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(decode = gzip, preset = github)]
enum Repository {
    #[event("ping")]
    Ping,
}

fn main() {}
