use crate::senders::prelude::*;

/// Emailit.
pub const emailit: Sender = Sender {
    title: "Emailit",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Emailit-Signature")
            .with_field(Field::new("ts", Source::Header("X-Emailit-Timestamp")))
            .with_message(message("{ts}.{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/event_id")),
    payload: Some(Expression::Pointer("/data")),
    source: "https://emailit.com/docs/webhooks/request-signature/",
    evidence: Some(Evidence::RanOwnLibrary("emailit 2.0.1 of PyPI")),
    ..Sender::BLANK
};
