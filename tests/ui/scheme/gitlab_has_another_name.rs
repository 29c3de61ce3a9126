//! The preset of GitLab is called by its vendor.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(preset = gitlab)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
