use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Liveblocks.
pub const liveblocks: Sender = Sender {
    title: "Liveblocks",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "@liveblocks/node, `WebhookHandler`",
    evidence: Some(Evidence::RanOwnLibrary("@liveblocks/node 3.24.2 of npm")),
    ..Sender::BLANK
};
