//! A delivery is recognised before it is verified.

use webhook_core::group::Unrecognised;
use webhook_core::{Delivery, EventGroup};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = "hmac-sha256", header = "X-Signature"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn receive(delivery: Delivery) -> Result<(), Unrecognised> {
    Shop::recognise(delivery).map(drop)
}

fn main() {}
