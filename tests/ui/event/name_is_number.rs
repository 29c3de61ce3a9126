//! A numeric discriminator's value is given as a number.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event(7)]
    OrderCreated(Order),
}

fn main() {}
