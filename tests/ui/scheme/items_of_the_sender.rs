//! The whole request is the payload, and the sender has its events in the items.
//!
//! Errors: 2.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = sendgrid, payload = "$request.body")]
pub enum SendGrid {
    #[event("order.created")]
    Event(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = sendgrid, discriminator = "$request.body")]
pub enum Mails {
    #[event("order.created")]
    Event(Order),
}

fn main() {}
