use crate::senders::prelude::*;

/// Cal.com.
pub const calcom: Sender = Sender::new(
    "Cal.com",
    Scheme::in_header(Algorithm::HmacSha256, "X-Cal-Signature-256"),
)
.with_discriminator(&[Expression::Pointer("/triggerEvent")])
.with_payload(Expression::Pointer("/payload"))
.with_source("n8n, `CalTriggerHelpers`")
.with_evidence(Evidence::RanReceiver(
    "n8n-nodes-base 2.41.2 of npm, nuxt-webhook-validators 0.2.12 of npm",
));
