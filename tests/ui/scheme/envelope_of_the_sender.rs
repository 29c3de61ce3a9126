//! Only the scheme is taken from senders that put what an event is about into an envelope.
//!
//! Errors: 2.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = stripe)]
pub enum Stripe {
    #[event("order.created")]
    Event(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = adyen, danger_unsigned_body, danger_unsigned_discriminator)]
pub enum Adyen {
    #[event("order.created")]
    Event(Order),
}

fn main() {}
