//! The payload is the query, and the scheme signs the body alone.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    method = GET,
    body = query,
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Calls {
    #[event("began")]
    Began,
}

fn main() {}
