use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Replicate. The body is the prediction, and it does not name an event.
pub const replicate: Sender = Sender::new("Replicate", V1)
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Body)
    .with_rotation("a list of signatures, one for each active key")
    .with_source("replicate, `validateWebhook`")
    .with_evidence(Evidence::RanOwnLibrary("replicate 1.4.0 of npm"));
