//! A payload is said by a trait.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(impl std::any::Any),
}

fn main() {}
