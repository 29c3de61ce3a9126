use crate::senders::prelude::*;

/// Taiga. It signs with HMAC-SHA1.
pub const taiga: Sender = Sender::new(
    "Taiga",
    Scheme::in_header(Algorithm::HmacSha1, "X-TAIGA-WEBHOOK-SIGNATURE"),
)
.with_discriminator(&[Expression::Pointer("/type"), Expression::Pointer("/action")])
.with_payload(Expression::Body)
.with_source("n8n, `TaigaTriggerHelpers`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
