use crate::senders::prelude::*;

/// Kick. One public key serves all customers: check that the event is for you.
///
/// Needs the feature `asymmetric`.
pub const kick: Sender = Sender {
    title: "Kick",
    scheme: Some(
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
    ),
    discriminator: &[Expression::Header("Kick-Event-Type")],
    id: Some(Expression::Header("Kick-Event-Message-Id")),
    payload: Some(Expression::Body),
    source: "nuxt-webhook-validators, `kick`",
    evidence: Some(Evidence::RanReceiver(
        "nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
