//! A preset's sender leaves its discriminator unsigned, and the group does not accept that.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "$request.header.X-GitHub-Event",
    signature = github,
    id = "$request.header.X-GitHub-Delivery",
)]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
