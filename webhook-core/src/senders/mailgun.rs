use crate::senders::prelude::*;

/// Mailgun. Only a timestamp and a token are signed, and TLS alone protects the event: say `idempotent`, or a
/// signature can be sent again with another event.
///
/// 406 ends its retries.
pub const mailgun: Sender = Sender::new(
    "Mailgun",
    Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::Pointer("/signature/signature"),
    )
    .with_field(Field::new("ts", Source::Pointer("/signature/timestamp")))
    .with_field(Field::new("token", Source::Pointer("/signature/token")))
    .with_message(message("{ts}{token}"))
    .with_freshness(within("ts", TimeUnit::Seconds, 900)),
)
.with_discriminator(&[Expression::Pointer("/event-data/event")])
.with_id(Expression::Pointer("/signature/token"))
.with_replies(Replies::new().with_permanent(406))
.with_payload(Expression::Pointer("/event-data"))
.with_source("Mailgun documentation, \"Securing webhooks\"")
.with_evidence(Evidence::RanOwnLibrary("mailgun 1.10.0 of PyPI"));

/// Mailgun, inbound routes: the fields of a form, or with attachments the parts of a body of several parts, for which the
/// feature `multipart` is needed. As of `mailgun`, only a timestamp and a token are signed.
pub const mailgun_routes: Sender = Sender::new(
    "Mailgun, inbound routes",
    Scheme::new(Algorithm::HmacSha256, SignatureLocation::Form("signature"))
        .with_field(Field::new("ts", Source::Form("timestamp")))
        .with_field(Field::new("token", Source::Form("token")))
        .with_message(message("{ts}{token}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 900)),
)
.with_body(BodyKind::Multipart)
.with_id(Expression::Pointer("/token"))
.with_replies(Replies::new().with_permanent(406))
.with_payload(Expression::Body)
.with_source("Mailgun documentation, \"Receive, forward and store messages\"")
.with_evidence(Evidence::RanReceiver("django-anymail 15.2 of PyPI"));
