use crate::senders::prelude::*;

/// Sinch Conversation. An event is told by the key that it has. The nonce and the time stand behind the body.
pub const sinch_conversation: Sender = Sender {
    title: "Sinch Conversation",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-sinch-webhook-signature")
            .with_encoding(Encoding::Base64)
            .with_field(
                Field::new("nonce", Source::Header("x-sinch-webhook-signature-nonce"))
                    .with_shape(Shape::Without('.')),
            )
            .with_field(Field::new(
                "ts",
                Source::Header("x-sinch-webhook-signature-timestamp"),
            ))
            .with_message(message("{$request.body}.{nonce}.{ts}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    payload: Some(Expression::Body),
    source: "sinch, `validate_sinch_event_signature_with_nonce`",
    evidence: Some(Evidence::RanOwnLibrary("sinch 2.3.0 of PyPI")),
    ..Sender::BLANK
};

/// Sinch Numbers. It signs with HMAC-SHA1.
pub const sinch_numbers: Sender = Sender {
    title: "Sinch Numbers",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha1, "X-Sinch-Signature")),
    discriminator: &[Expression::Pointer("/eventType")],
    id: Some(Expression::Pointer("/eventId")),
    payload: Some(Expression::Body),
    source: "sinch, `validate_signature_header`",
    evidence: Some(Evidence::RanOwnLibrary("sinch 2.3.0 of PyPI")),
    ..Sender::BLANK
};
