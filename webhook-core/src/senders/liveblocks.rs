use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Liveblocks.
pub const liveblocks: Sender = Sender::new("Liveblocks", V1)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("@liveblocks/node, `WebhookHandler`")
    .with_evidence(Evidence::RanOwnLibrary("@liveblocks/node 3.24.2 of npm"));
