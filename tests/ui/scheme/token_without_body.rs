//! No claim of the token signs the body.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "Authorization", jwt(issuer = "acme", expires))
)]
enum Acme {
    #[event("created")]
    Created,
}

fn main() {}
