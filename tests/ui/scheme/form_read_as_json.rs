//! The sender signs the fields of a form, and the group reads JSON of any media type.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Message {
    text: String,
}

#[derive(EventGroup)]
#[event_group(preset = twilio, discriminator = "/type")]
enum Messages {
    #[event("message")]
    Message(Message),
}

fn main() {}
