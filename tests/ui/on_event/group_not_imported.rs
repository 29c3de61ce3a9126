//! The group is in another module.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

mod events {
    use webhook_core::EventGroup;

    #[derive(EventGroup)]
    #[event_group(signature = none, discriminator = "/type")]
    pub(crate) enum Shop {
        #[event("order.created")]
        OrderCreated(super::Order),
    }
}

#[on_event(group = "shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

fn main() {}
