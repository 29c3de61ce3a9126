use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Replicate. The body is the prediction, and it does not name an event.
pub const replicate: Sender = Sender {
    title: "Replicate",
    scheme: Some(V1),
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Body),
    rotation: "a list of signatures, one for each active key",
    source: "replicate, `validateWebhook`",
    evidence: Some(Evidence::RanOwnLibrary("replicate 1.4.0 of npm")),
    ..Sender::BLANK
};
