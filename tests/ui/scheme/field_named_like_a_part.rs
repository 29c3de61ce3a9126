//! A field has the name of a part of the request.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        field("body", header = "X-Body"),
        message = "{$request.body}",
    ),
)]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
