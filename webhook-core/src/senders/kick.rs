use crate::senders::prelude::*;

/// Kick. One public key serves all customers: check that the event is for you.
///
/// Needs the feature `asymmetric`.
pub const kick: Sender = Sender::new(
    "Kick",
    Scheme::in_header(Algorithm::RsaSha256, "Kick-Event-Signature")
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Spki)
        .with_field(
            Field::new("id", Source::Header("Kick-Event-Message-Id"))
                .with_shape(Shape::Without('.')),
        )
        .with_field(Field::new(
            "ts",
            Source::Header("Kick-Event-Message-Timestamp"),
        ))
        .with_message(message("{id}.{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Rfc3339, 300)),
)
.with_discriminator(&[Expression::Header("Kick-Event-Type")])
.with_id(Expression::Header("Kick-Event-Message-Id"))
.with_payload(Expression::Body)
.with_source("nuxt-webhook-validators, `kick`")
.with_evidence(Evidence::RanReceiver(
    "nuxt-webhook-validators 0.2.12 of npm",
));
