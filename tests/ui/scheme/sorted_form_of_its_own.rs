//! A group's own message contains the sorted form, which does not sign the borders between fields.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Message {
    text: String,
}

#[derive(EventGroup)]
#[event_group(
    body = form,
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature", message = "{$request.body | sorted_form}"),
)]
enum Messages {
    #[event("message")]
    Message(Message),
}

fn main() {}
