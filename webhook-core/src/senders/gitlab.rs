use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// GitLab, with a signing token. Hooks with a secret token are those of `gitlab_token`, which sign nothing.
pub const gitlab: Sender = Sender {
    title: "GitLab, with a signing token",
    scheme: Some(V1),
    discriminator: &[Expression::FirstOf(&[
        Expression::Pointer("/object_kind"),
        Expression::Pointer("/event_name"),
    ])],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Body),
    rotation: "a list of signatures, one for each active key",
    source: "GitLab merge request 230944",
    evidence: Some(Evidence::RanReceiver(
        "standardwebhooks 1.1.1 of npm, standardwebhooks 1.1.0 of PyPI",
    )),
    ..Sender::BLANK
};

/// GitLab, and other senders of a secret in a header. Nothing is signed: one leaked request is enough to forge others.
pub const gitlab_token: Sender = Sender {
    title: "GitLab, and others that send a secret in a header",
    scheme: Some(Scheme::in_header(Algorithm::Token, "X-Gitlab-Token")),
    // Hooks about members and subgroups have `event_name` alone.
    discriminator: &[Expression::FirstOf(&[
        Expression::Pointer("/object_kind"),
        Expression::Pointer("/event_name"),
    ])],
    id: Some(Expression::Header("Idempotency-Key")),
    rotation: "give both tokens to the keyring",
    payload: Some(Expression::Body),
    source: "GitLab documentation, \"Webhooks\", \"Validate payloads by using a secret token\"",
    evidence: Some(Evidence::RanReceiver(
        "@hookflo/tern 4.1.0 of npm, n8n-nodes-base 2.41.2 of npm, nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
