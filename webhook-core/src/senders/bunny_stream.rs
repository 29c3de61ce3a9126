use crate::senders::prelude::*;

/// Bunny Stream. The key is the read-only API key of the library.
pub const bunny_stream: Sender = Sender {
    title: "Bunny Stream",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-BunnyStream-Signature",
    )),
    discriminator: &[Expression::Pointer("/Status")],
    payload: Some(Expression::Body),
    source: "https://bunny.net/docs/stream/webhooks",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
