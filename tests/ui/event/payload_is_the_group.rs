//! An event holds its own group.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Box<Shop>),
}

fn main() {}
