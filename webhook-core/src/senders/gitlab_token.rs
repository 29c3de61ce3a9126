use crate::senders::prelude::*;

/// GitLab, and other senders of a secret in a header. Nothing is signed: one leaked request is enough to forge others.
pub const gitlab_token: Sender = Sender::new(
    "GitLab, and others that send a secret in a header",
    Scheme::in_header(Algorithm::Token, "X-Gitlab-Token"),
)
.with_discriminator(&[Expression::Pointer("/object_kind")])
.with_id(Expression::Header("Idempotency-Key"))
.with_rotation("give both tokens to the keyring")
.with_source("GitLab documentation, \"Webhooks\", \"Validate payloads by using a secret token\"")
.with_evidence(Evidence::RanOtherLibrary(
    "nuxt-webhook-validators 0.2.12, @hookflo/tern 4.1.0",
));
