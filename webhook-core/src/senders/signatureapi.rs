use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// SignatureAPI.
pub const signatureapi: Sender = Sender {
    title: "SignatureAPI",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    rotation: "a list of signatures, one for each active key",
    source: "https://signatureapi.com/docs/api/guides/how-to/verify-webhooks",
    evidence: Some(Evidence::RanReceiver("standardwebhooks 1.1.1 of npm")),
    ..Sender::BLANK
};
