use crate::senders::prelude::*;
use crate::senders::standard_webhooks::SVIX;

/// Stytch.
pub const stytch: Sender = Sender {
    title: "Stytch",
    scheme: Some(SVIX),
    discriminator: &[
        Expression::Pointer("/object_type"),
        Expression::Pointer("/action"),
    ],
    id: Some(Expression::Header("svix-id")),
    rotation: "a list of signatures, one for each active key",
    source: "Stytch documentation, \"Webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
