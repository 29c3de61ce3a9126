//! A group runs each delivery once by an id that it does not have.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
