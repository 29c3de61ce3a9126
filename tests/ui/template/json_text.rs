//! The template is JSON, and its braces are not doubled.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(
    algorithm = "hmac-sha256",
    header = "X-Signature",
    message = r#"{"id": "{$request.header.X-Id}"}"#,
))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
