use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Etsy.
pub const etsy: Sender = Sender {
    title: "Etsy",
    scheme: Some(V1),
    id: Some(Expression::Header("webhook-id")),
    rotation: "a list of signatures, one for each active key",
    source: "Etsy Open API documentation, \"Webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
