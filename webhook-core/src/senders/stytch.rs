use crate::senders::prelude::*;
use crate::senders::standard_webhooks::SVIX;

/// Stytch.
pub const stytch: Sender = Sender::new("Stytch", SVIX)
    .with_discriminator(&[
        Expression::Pointer("/object_type"),
        Expression::Pointer("/action"),
    ])
    .with_id(Expression::Header("svix-id"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("Stytch documentation, \"Webhooks\"")
    .with_evidence(Evidence::Documented);
