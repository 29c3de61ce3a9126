//! A payload is not `Send`.

use std::rc::Rc;

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
#[serde(from = "u64")]
struct Order {
    id: Rc<u64>,
}

impl From<u64> for Order {
    fn from(id: u64) -> Self {
        Self { id: Rc::new(id) }
    }
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
