//! The signature has two places: a header and a form field.

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
        location(form = "signature"),
    ),
)]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
