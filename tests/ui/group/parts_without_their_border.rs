//! Forms of several parts are read by a border that is not signed.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    body = multipart,
    discriminator = "/kind",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Inbound {
    #[event("mail")]
    Mail,
}

fn main() {}
