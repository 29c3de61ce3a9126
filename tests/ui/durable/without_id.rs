//! A group stores its deliveries, but does not say what a repetition is.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    durable(unknown),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
