//! The group borrows its payloads.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop<'a> {
    #[event("order.created")]
    OrderCreated(&'a str),
}

fn main() {}
