//! The media type of a CloudEvent chooses how the body is read, and is not signed.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    preset = cloudevents,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$request.header.ce-type}|{$request.body}",
        missing = empty,
    ),
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
