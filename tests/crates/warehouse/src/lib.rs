//! A handler of every event.

use group::Shop;
use payloads::{Order, Payment};
use webhook_core::on_event;

#[on_event(group = "shop", event = "order.created")]
fn created(order: Order) {
    println!("{}", order.id);
}

#[on_event(group = "shop", event = "order.updated")]
async fn updated(order: Order) {
    println!("{}", order.id);
}

#[on_event(group = "shop")]
fn paid(payment: Payment) {
    println!("{}", payment.amount);
}
