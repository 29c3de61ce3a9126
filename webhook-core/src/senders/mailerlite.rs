use crate::senders::prelude::*;

/// MailerLite.
pub const mailerlite: Sender = Sender {
    title: "MailerLite",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "Signature")),
    source: "n8n, `MailerLiteTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
