//! The payload cannot be the whole of a CloudEvent.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = cloudevents, signature = none, payload = "$request.body")]
pub enum Orders {
    #[event("order.created")]
    Event(Order),
}

fn main() {}
