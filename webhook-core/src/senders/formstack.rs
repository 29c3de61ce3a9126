use crate::senders::prelude::*;

/// Formstack.
pub const formstack: Sender = Sender {
    title: "Formstack",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-FS-Signature")
            .with_value(value("sha256={digest}")),
    ),
    payload: Some(Expression::Body),
    source: "n8n, `FormstackTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
