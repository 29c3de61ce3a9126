//! A second handler of one event.

use payloads::Order;
use webhook_core::on_event;

#[on_event(group = "group::shop", event = "order.updated")]
fn announce(order: Order) {
    println!("{}", order.id);
}
