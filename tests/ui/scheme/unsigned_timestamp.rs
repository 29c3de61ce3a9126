//! The timestamp is not in the message.

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
        field("ts", header = "X-Timestamp"),
        timestamp = "ts",
    ),
)]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
