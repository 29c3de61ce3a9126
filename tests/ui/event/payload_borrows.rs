//! A payload is a reference.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("note")]
    Note(&'static str),
}

fn main() {}
