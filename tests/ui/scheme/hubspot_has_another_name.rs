//! A preset of HubSpot is called by its vendor.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = hubspot)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
