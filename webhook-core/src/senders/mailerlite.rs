use crate::senders::prelude::*;

/// MailerLite.
pub const mailerlite: Sender = Sender::new(
    "MailerLite",
    Scheme::in_header(Algorithm::HmacSha256, "Signature"),
)
.with_source("n8n, `MailerLiteTriggerHelpers`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
