use crate::senders::prelude::*;

/// StateSet. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const stateset: Sender = Sender::new(
    "StateSet",
    Scheme::in_header(Algorithm::HmacSha256, "X-StateSet-Signature"),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_payload(Expression::Pointer("/data"))
.with_source("StateSet documentation, \"Webhooks\"")
.with_evidence(Evidence::Documented);
