//! A handler of every event but one of the two that share their payload.

use group::Shop;
use payloads::Payment;
use webhook_core::on_event;

#[on_event(group = "shop", event = "order.created")]
fn created() {}

#[on_event(group = "shop", ty = Payment)]
fn paid(payment: Payment) {
    println!("{}", payment.amount);
}
