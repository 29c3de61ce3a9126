use crate::senders::prelude::*;

/// Formstack.
pub const formstack: Sender = Sender::new(
    "Formstack",
    Scheme::in_header(Algorithm::HmacSha256, "X-FS-Signature").with_value(value("sha256={digest}")),
)
.with_payload(Expression::Body)
.with_source("n8n, `FormstackTriggerHelpers`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
