//! The group's name is given without the key `group`.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event("shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

fn main() {}
