use crate::senders::prelude::*;
use crate::senders::standard_webhooks::SVIX;

/// Clerk.
pub const clerk: Sender = Sender::new("Clerk", SVIX)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("svix-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("@clerk/backend, `verifyWebhook`")
    .with_evidence(Evidence::RanOwnLibrary("@clerk/backend 3.25.0 of npm"));
