use crate::senders::prelude::*;

/// Jira. Only webhooks that an administrator registers with a secret are signed.
pub const jira: Sender = Sender::new(
    "Jira, with a webhook secret",
    Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature")
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Pointer("/webhookEvent")])
.with_id(Expression::Header("X-Atlassian-Webhook-Identifier"))
.with_payload(Expression::Body)
.with_source("Atlassian developer documentation, \"Webhooks\"")
.with_evidence(Evidence::Documented);
