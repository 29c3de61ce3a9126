//! A message of the group's own has the fields of a form, whose borders it does not sign.

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
