use crate::senders::prelude::*;
use crate::senders::standard_webhooks::SVIX;

/// Clerk.
pub const clerk: Sender = Sender {
    title: "Clerk",
    scheme: Some(SVIX),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("svix-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "@clerk/backend, `verifyWebhook`",
    evidence: Some(Evidence::RanOwnLibrary("@clerk/backend 3.25.0 of npm")),
    ..Sender::BLANK
};
