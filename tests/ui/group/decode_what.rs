//! Bodies are decoded, by something that is not known, and what is signed is not known either.
//! Errors: 2.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(decode = brotli, signed = both, preset = github)]
enum Repository {
    #[event("ping")]
    Ping,
}

fn main() {}
