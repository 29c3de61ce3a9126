//! A condition goes through the elements of an array that `each` does not go through.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(
    each = "/entry/*/messages",
    discriminator = "$request.body#/object",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Chats {
    #[event("chat", when("$request.body#/accounts/*/id" = "7"))]
    Chat,
}

fn main() {}
