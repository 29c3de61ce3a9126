//! The sender signs the fields of a form, and its deliveries are read as JSON of any media type.

use webhook_core::EventGroup;
use webhook_core::senders::{self, Sender};

const ACME: Sender = match senders::twilio.scheme() {
    Some(scheme) => Sender::new("Acme", *scheme).with_any_media_type(),
    None => unreachable!(),
};

#[derive(serde::Deserialize)]
struct Message {
    text: String,
}

#[derive(EventGroup)]
#[event_group(preset = crate::ACME, discriminator = "/type")]
enum Messages {
    #[event("message")]
    Message(Message),
}

fn main() {}
