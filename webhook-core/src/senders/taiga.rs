use crate::senders::prelude::*;

/// Taiga. It signs with HMAC-SHA1.
pub const taiga: Sender = Sender {
    title: "Taiga",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha1,
        "X-TAIGA-WEBHOOK-SIGNATURE",
    )),
    discriminator: &[Expression::Pointer("/type"), Expression::Pointer("/action")],
    payload: Some(Expression::Body),
    source: "n8n, `TaigaTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
