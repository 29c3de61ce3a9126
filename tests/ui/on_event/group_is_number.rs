//! `group` is a number.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(group = 7, ty = Order)]
fn created(order: Order) {
    drop(order);
}

fn main() {}
