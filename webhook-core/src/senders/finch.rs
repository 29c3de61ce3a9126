use crate::senders::prelude::*;

/// Finch. The scheme is that of Standard Webhooks, with its own headers and a key without a prefix.
pub const finch: Sender = Sender {
    title: "Finch",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Finch-Signature")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Base64)
            .with_list(List::new(' ', ',', Label::Is("v1")))
            .with_field(
                Field::new("id", Source::Header("Finch-Event-Id")).with_shape(Shape::Without('.')),
            )
            .with_field(Field::new("ts", Source::Header("Finch-Timestamp")))
            .with_message(message("{id}.{ts}.{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/event_type")],
    id: Some(Expression::Header("Finch-Event-Id")),
    // Some events are about the company alone, and have no `data`.
    payload: Some(Expression::FirstOf(&[
        Expression::Pointer("/data"),
        Expression::Body,
    ])),
    source: "finch-api, `webhooks.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary("finch-api 2.9.1 of PyPI")),
    ..Sender::BLANK
};
