//! The parts of a preset touch, which is its sender's doing; those of another message are the group's.

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
