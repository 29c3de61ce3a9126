//! The claim that tells the sender's own account from others is not compared.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(preset = google_pubsub, danger_unsigned_body, danger_unsigned_discriminator)]
enum Push {
    #[event("message", when("/subscription"))]
    Message(serde_json::Value),
}

fn main() {}
