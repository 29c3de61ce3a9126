use crate::senders::prelude::*;

/// Dwolla. Its library does not verify.
pub const dwolla: Sender = Sender::new(
    "Dwolla",
    Scheme::in_header(Algorithm::HmacSha256, "X-Request-Signature-SHA-256"),
)
.with_discriminator(&[Expression::Pointer("/topic")])
.with_id(Expression::Pointer("/id"))
.with_source("Dwolla documentation, \"Process and validate webhooks\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
