use crate::senders::prelude::*;

/// Jira. Only webhooks that an administrator registers with a secret are signed.
pub const jira: Sender = Sender {
    title: "Jira, with a webhook secret",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature")
            .with_value(value("sha256={digest}")),
    ),
    discriminator: &[Expression::Pointer("/webhookEvent")],
    id: Some(Expression::Header("X-Atlassian-Webhook-Identifier")),
    payload: Some(Expression::Body),
    source: "Atlassian developer documentation, \"Webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
