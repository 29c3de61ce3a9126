use crate::senders::prelude::*;

/// Klarna. `Klarna-Signing-Key-Id` names the key; every key of the keyring is tried.
pub const klarna: Sender = Sender::new(
    "Klarna",
    Scheme::in_header(Algorithm::HmacSha256, "Klarna-Signature"),
)
.with_discriminator(&[Expression::Pointer("/metadata/event_type")])
.with_id(Expression::Pointer("/metadata/event_id"))
.with_rotation("the header `Klarna-Signing-Key-Id` names the key")
.with_source("Klarna documentation, \"Webhooks\", \"Verify the signature\"")
.with_evidence(Evidence::Documented);
