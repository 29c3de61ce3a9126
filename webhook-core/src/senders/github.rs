use crate::senders::prelude::*;

/// GitHub. The event is in a header that is not signed: one event can be replayed as another.
pub const github: Sender = Sender {
    title: "GitHub",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature-256")
            .with_value(value("sha256={digest}")),
    ),
    discriminator: &[
        Expression::Header("X-GitHub-Event"),
        Expression::Pointer("/action"),
    ],
    id: Some(Expression::Header("X-GitHub-Delivery")),
    rotation: "give both secrets to the keyring",
    payload: Some(Expression::Body),
    source: "GitHub documentation, \"Validating webhook deliveries\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "@octokit/webhooks-methods 6.0.0 of npm",
    )),
    ..Sender::BLANK
};

/// GitHub, the older signature. Use `github` where the sender sends both.
pub const github_sha1: Sender = Sender {
    title: "GitHub, the older signature",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha1, "X-Hub-Signature")
            .with_value(value("sha1={digest}")),
    ),
    evidence: Some(Evidence::RanReceiver("gidgethub 6.0.0 of PyPI")),
    ..github
};
