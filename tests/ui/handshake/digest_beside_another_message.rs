//! The answer of a handshake could be the signature of a delivery: `1700000000true` is a time and a body.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Sig",
        field("ts", header = "X-Ts", shape = digits),
        message = "{ts}{$request.body}",
        timestamp = "ts",
        tolerance = "5m"
    ),
    handshake = x_twitter
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
