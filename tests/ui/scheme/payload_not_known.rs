//! The library does not know where a sender has what its event is about.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = hubspot_v2, discriminator = "/type")]
pub enum HubSpot {
    #[event("order.created")]
    Event(Order),
}

fn main() {}
