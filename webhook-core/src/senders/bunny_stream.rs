use crate::senders::prelude::*;

/// Bunny Stream. The key is the read-only API key of the library.
pub const bunny_stream: Sender = Sender::new(
    "Bunny Stream",
    Scheme::in_header(Algorithm::HmacSha256, "X-BunnyStream-Signature"),
)
.with_discriminator(&[Expression::Pointer("/Status")])
.with_payload(Expression::Body)
.with_source("https://bunny.net/docs/stream/webhooks")
.with_evidence(Evidence::Documented);
