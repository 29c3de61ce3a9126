//! A condition and the payload read attributes whose headers are not signed.
//!
//! Errors: 2.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(
    preset = cloudevents,
    payload = "/subject",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$request.header.Content-Type}|{$request.header.ce-type}|{$request.body}",
        missing = empty,
    ),
)]
enum Shop {
    #[event("order.created", when("/dataschema" = "v2"))]
    OrderCreated(String),
}

fn main() {}
