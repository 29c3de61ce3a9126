//! A payload's type is `impl Trait`.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(impl std::any::Any),
}

fn main() {}
