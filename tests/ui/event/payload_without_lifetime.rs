//! A payload's reference has no lifetime.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("note")]
    Note(&str),
}

fn main() {}
