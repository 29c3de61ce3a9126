use crate::senders::prelude::*;

/// Manus. The signed URL is the configured one: set `public_url`.
///
/// Needs the feature `asymmetric`.
pub const manus: Sender = Sender {
    title: "Manus",
    scheme: Some(
        Scheme::in_header(Algorithm::RsaSha256, "X-Webhook-Signature")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Spki)
            .with_field(Field::new("ts", Source::Header("X-Webhook-Timestamp")))
            .with_message(message("{ts}.{$url}.{$request.body | sha256}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    source: "Manus documentation, \"Webhooks\", \"Security\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
