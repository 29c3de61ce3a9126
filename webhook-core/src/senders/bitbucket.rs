use crate::senders::prelude::*;

/// Bitbucket Cloud and Data Center. The event is in a header that is not signed: one event can be replayed as another.
pub const bitbucket: Sender = Sender {
    title: "Bitbucket Cloud and Data Center",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature")
            .with_value(value("sha256={digest}")),
    ),
    discriminator: &[Expression::Header("X-Event-Key")],
    // Data Center has the other name.
    id: Some(Expression::FirstOf(&[
        Expression::Header("X-Request-UUID"),
        Expression::Header("X-Request-Id"),
    ])),
    rotation: "give both secrets to the keyring",
    payload: Some(Expression::Body),
    source: "Atlassian documentation, \"Manage webhooks\"",
    evidence: Some(Evidence::RanReceiver(
        "nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
