use crate::senders::prelude::*;

/// GitHub. The event is in a header that is not signed: one event can be replayed as another.
pub const github: Sender = Sender::new(
    "GitHub",
    Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature-256")
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[
    Expression::Header("X-GitHub-Event"),
    Expression::Pointer("/action"),
])
.with_id(Expression::Header("X-GitHub-Delivery"))
.with_rotation("give both secrets to the keyring")
.with_payload(Expression::Body)
.with_source("GitHub documentation, \"Validating webhook deliveries\"")
.with_evidence(Evidence::RanOwnLibrary(
    "@octokit/webhooks-methods 6.0.0 of npm",
));

/// GitHub, the older signature. Use `github` where the sender sends both.
pub const github_sha1: Sender = Sender::new(
    "GitHub, the older signature",
    Scheme::in_header(Algorithm::HmacSha1, "X-Hub-Signature").with_value(value("sha1={digest}")),
)
.with_discriminator(&[
    Expression::Header("X-GitHub-Event"),
    Expression::Pointer("/action"),
])
.with_id(Expression::Header("X-GitHub-Delivery"))
.with_rotation("give both secrets to the keyring")
.with_payload(Expression::Body)
.with_source("GitHub documentation, \"Validating webhook deliveries\"")
.with_evidence(Evidence::RanReceiver("gidgethub 6.0.0 of PyPI"));
