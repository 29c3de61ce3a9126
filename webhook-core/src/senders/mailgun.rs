use crate::senders::prelude::*;

/// Mailgun. Only a timestamp and a token are signed, and TLS alone protects the event: say `idempotent`, or a
/// signature can be sent again with another event.
///
/// 406 ends its retries.
pub const mailgun: Sender = Sender {
    title: "Mailgun",
    scheme: Some(
        Scheme::new(
            Algorithm::HmacSha256,
            SignatureLocation::Pointer("/signature/signature"),
        )
        .with_field(Field::new("ts", Source::Pointer("/signature/timestamp")))
        .with_field(Field::new("token", Source::Pointer("/signature/token")))
        .with_message(message("{ts}{token}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 900)),
    ),
    discriminator: &[Expression::Pointer("/event-data/event")],
    id: Some(Expression::Pointer("/signature/token")),
    replies: Replies::new().with_permanent(406),
    payload: Some(Expression::Pointer("/event-data")),
    source: "Mailgun documentation, \"Securing webhooks\"",
    evidence: Some(Evidence::RanOwnLibrary("mailgun 1.10.0 of PyPI")),
    ..Sender::BLANK
};

/// Mailgun, inbound routes: the fields of a form, or with attachments the parts of a body of several parts, for which the
/// feature `multipart` is needed. As of `mailgun`, only a timestamp and a token are signed.
pub const mailgun_routes: Sender = Sender {
    title: "Mailgun, inbound routes",
    scheme: Some(
        Scheme::new(Algorithm::HmacSha256, SignatureLocation::Form("signature"))
            .with_field(Field::new("ts", Source::Form("timestamp")))
            .with_field(Field::new("token", Source::Form("token")))
            .with_message(message("{ts}{token}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 900)),
    ),
    body: BodyKind::Multipart,
    id: Some(Expression::Pointer("/token")),
    replies: Replies::new().with_permanent(406),
    payload: Some(Expression::Body),
    source: "Mailgun documentation, \"Receive, forward and store messages\"",
    evidence: Some(Evidence::RanReceiver("django-anymail 15.2 of PyPI")),
    ..Sender::BLANK
};
