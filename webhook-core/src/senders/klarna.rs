use crate::senders::prelude::*;

/// Klarna. `Klarna-Signing-Key-Id` names the key; every key of the keyring is tried.
pub const klarna: Sender = Sender {
    title: "Klarna",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "Klarna-Signature")),
    discriminator: &[Expression::Pointer("/metadata/event_type")],
    id: Some(Expression::Pointer("/metadata/event_id")),
    rotation: "the header `Klarna-Signing-Key-Id` names the key",
    source: "Klarna documentation, \"Webhooks\", \"Verify the signature\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
