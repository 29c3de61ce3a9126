//! The payload's type is in quotes.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(group = "shop", ty = "Order")]
fn created(order: Order) {
    drop(order);
}

fn main() {}
