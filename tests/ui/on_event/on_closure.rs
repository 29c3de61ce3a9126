//! The attribute is on a constant that holds a closure.

use webhook_core::on_event;

#[on_event(group = "shop", event = "order.created")]
const CREATED: fn() = || {};

fn main() {}
