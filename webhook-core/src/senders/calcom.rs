use crate::senders::prelude::*;

/// Cal.com.
pub const calcom: Sender = Sender {
    title: "Cal.com",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Cal-Signature-256",
    )),
    discriminator: &[Expression::Pointer("/triggerEvent")],
    payload: Some(Expression::Pointer("/payload")),
    source: "n8n, `CalTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver(
        "n8n-nodes-base 2.41.2 of npm, nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
