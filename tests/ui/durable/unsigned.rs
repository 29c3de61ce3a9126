//! A group stores what anyone sends, without the word that accepts that.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type", id = "/id", durable)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
