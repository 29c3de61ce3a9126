//! The payload of a sender of JSON is to be in the query.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(method = GET, body = query, preset = square)]
enum Payments {
    #[event("payment.created")]
    Created,
}

fn main() {}
