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
    .with_field(Field::new("token", Source::Pointer("/signature/token")).with_shape(Shape::Hex(50)))
    .with_message(message("{ts}{token}"))
    .with_freshness(within("ts", TimeUnit::Seconds, 900)),
)
.with_discriminator(&[Expression::Pointer("/event-data/event")])
.with_id(Expression::Pointer("/signature/token"))
.with_replies(Replies::new().with_permanent(406))
.with_payload(Expression::Pointer("/event-data"))
.with_source("Mailgun documentation, \"Securing webhooks\"")
.with_evidence(Evidence::RanOwnLibrary("mailgun 1.10.0"));
