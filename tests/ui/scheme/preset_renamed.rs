//! The presets have their former names.
//!
//! Errors: 2.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = static_token, danger_unsigned_body)]
pub enum Shop {
    #[event("push")]
    Push(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = discord)]
pub enum Game {
    #[event("2")]
    Command(Order),
}

fn main() {}
