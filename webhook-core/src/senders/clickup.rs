use crate::senders::prelude::*;

/// ClickUp.
pub const clickup: Sender = Sender {
    title: "ClickUp",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "X-Signature")),
    discriminator: &[Expression::Pointer("/event")],
    payload: Some(Expression::Body),
    source: "https://developer.clickup.com/docs/webhooksignature",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
