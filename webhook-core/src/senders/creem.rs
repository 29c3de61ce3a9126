use crate::senders::prelude::*;

/// Creem.
pub const creem: Sender = Sender::new(
    "Creem",
    Scheme::in_header(Algorithm::HmacSha256, "creem-signature"),
)
.with_discriminator(&[Expression::Pointer("/eventType")])
.with_id(Expression::Pointer("/id"))
.with_payload(Expression::Pointer("/object"))
.with_source("@creem_io/webhook-types")
.with_evidence(Evidence::RanOwnLibrary(
    "@creem_io/webhook-types 1.0.1 of npm",
));
