//! An unsigned group has `secret_env`.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, secret_env = "SHOP_SECRET")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
