//! A token has an algorithm and a hash that no token has.
//! Errors: 2.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha1", header = "Authorization", jwt(body_claim = "hash", hash = md5))
)]
enum Acme {
    #[event("created")]
    Created,
}

fn main() {}
