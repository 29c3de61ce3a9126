use crate::senders::prelude::*;

/// Bitbucket Cloud and Data Center. The event is in a header that is not signed: one event can be replayed as another.
pub const bitbucket: Sender = Sender::new(
    "Bitbucket Cloud and Data Center",
    Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature")
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Header("X-Event-Key")])
// Data Center has the other name.
.with_id(Expression::FirstOf(&[
    Expression::Header("X-Request-UUID"),
    Expression::Header("X-Request-Id"),
]))
.with_rotation("give both secrets to the keyring")
.with_payload(Expression::Body)
.with_source("Atlassian documentation, \"Manage webhooks\"")
.with_evidence(Evidence::RanReceiver(
    "nuxt-webhook-validators 0.2.12 of npm",
));
