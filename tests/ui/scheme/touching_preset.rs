//! The parts of a preset's own message may touch, but not those of the group's message.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    preset = square,
    signature(preset = square, message = "{$request.header.X-Shop}{$request.body}"),
)]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
