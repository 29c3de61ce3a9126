use crate::senders::prelude::*;

/// ClickUp.
pub const clickup: Sender = Sender::new(
    "ClickUp",
    Scheme::in_header(Algorithm::HmacSha256, "X-Signature"),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_payload(Expression::Body)
.with_source("https://developer.clickup.com/docs/webhooksignature")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
