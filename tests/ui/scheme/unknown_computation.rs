//! The message asks for a computation that does not exist.

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
        message = "{$request.body | md5}",
    ),
)]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
