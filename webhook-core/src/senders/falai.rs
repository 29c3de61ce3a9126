use crate::senders::prelude::*;

/// fal. Its public keys are at a URL, and are not fetched: give them in Base64.
///
/// Needs the feature `asymmetric`.
pub const falai: Sender = Sender {
    title: "fal",
    scheme: Some(
        Scheme::in_header(Algorithm::Ed25519, "X-Fal-Webhook-Signature")
            .with_key(KeyForm::Base64)
            .with_field(Field::new("id", Source::Header("X-Fal-Webhook-Request-Id")))
            .with_field(Field::new("user", Source::Header("X-Fal-Webhook-User-Id")))
            .with_field(Field::new("ts", Source::Header("X-Fal-Webhook-Timestamp")))
            .with_message(message("{id}\n{user}\n{ts}\n{$request.body | sha256}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    id: Some(Expression::Header("X-Fal-Webhook-Request-Id")),
    source: "@hookflo/tern, `platforms`",
    evidence: Some(Evidence::ReadSource("@hookflo/tern 4.1.0")),
    ..Sender::BLANK
};
