//! A token has a message.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "Authorization",
        message = "{$url}|{$request.body}",
        jwt(body_claim = "hash")
    )
)]
enum Acme {
    #[event("created")]
    Created,
}

fn main() {}
