//! Words of a signature are in quotes.
//!
//! Errors: 2.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(discriminator = "/type", signature(algorithm = "hmac-sha256", header = "X-Signature", encoding = "hex", key = "utf8"))]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
