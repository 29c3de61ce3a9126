//! An event has more values than the preset's sender has discriminators.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    preset = square,
)]
pub enum Shop {
    #[event("order", "created")]
    OrderCreated(Order),
}

fn main() {}
