use crate::senders::prelude::*;

/// Zendesk. The secret looks like Base64 and is used as text.
pub const zendesk: Sender = Sender {
    title: "Zendesk",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Zendesk-Webhook-Signature")
            .with_encoding(Encoding::Base64)
            .with_field(Field::new(
                "ts",
                Source::Header("X-Zendesk-Webhook-Signature-Timestamp"),
            ))
            .with_message(message("{ts}{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Rfc3339, 300)),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("X-Zendesk-Webhook-Invocation-Id")),
    payload: Some(Expression::Body),
    source: "Zendesk developer documentation, \"Verifying webhook authenticity\"",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
