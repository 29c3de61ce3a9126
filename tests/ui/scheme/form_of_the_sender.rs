//! The sender sends forms, which are the payload, and one sends several events in JSON.
//!
//! Errors: 2.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = slack_commands, payload = "/text")]
pub enum Slack {
    #[event("order.created")]
    Event(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = sendgrid, body = form)]
pub enum SendGrid {
    #[event("order.created")]
    Event(Order),
}

fn main() {}
