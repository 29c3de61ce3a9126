use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// GitLab, with a signing token. Hooks with a secret token are those of `gitlab_token`, which sign nothing.
pub const gitlab: Sender = Sender::new("GitLab, with a signing token", V1)
    .with_discriminator(&[Expression::FirstOf(&[
        Expression::Pointer("/object_kind"),
        Expression::Pointer("/event_name"),
    ])])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Body)
    .with_rotation("a list of signatures, one for each active key")
    .with_source("GitLab merge request 230944")
    .with_evidence(Evidence::RanReceiver(
        "standardwebhooks 1.1.1 of npm, standardwebhooks 1.1.0 of PyPI",
    ));

/// GitLab, and other senders of a secret in a header. Nothing is signed: one leaked request is enough to forge others.
pub const gitlab_token: Sender = Sender::new(
    "GitLab, and others that send a secret in a header",
    Scheme::in_header(Algorithm::Token, "X-Gitlab-Token"),
)
// Hooks about members and subgroups have `event_name` alone.
.with_discriminator(&[Expression::FirstOf(&[
    Expression::Pointer("/object_kind"),
    Expression::Pointer("/event_name"),
])])
.with_id(Expression::Header("Idempotency-Key"))
.with_rotation("give both tokens to the keyring")
.with_payload(Expression::Body)
.with_source("GitLab documentation, \"Webhooks\", \"Validate payloads by using a secret token\"")
.with_evidence(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm, n8n-nodes-base 2.41.2 of npm, nuxt-webhook-validators 0.2.12 of npm"));
