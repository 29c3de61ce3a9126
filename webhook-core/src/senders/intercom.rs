use crate::senders::prelude::*;

/// Intercom. It asks a `HEAD` when you set up the endpoint, and signs with SHA-1.
pub const intercom: Sender = Sender::new(
    "Intercom",
    Scheme::in_header(Algorithm::HmacSha1, "X-Hub-Signature").with_value(value("sha1={digest}")),
)
.with_discriminator(&[Expression::Pointer("/topic")])
.with_id(Expression::Pointer("/id"))
.with_handshakes(&[Handshake::new("HEAD")])
.with_payload(Expression::Pointer("/data/item"))
.with_source("Intercom developer documentation, \"Webhook notifications\"")
.with_evidence(Evidence::Documented);
