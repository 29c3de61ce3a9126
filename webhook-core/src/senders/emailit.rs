use crate::senders::prelude::*;

/// Emailit.
pub const emailit: Sender = Sender::new(
    "Emailit",
    Scheme::in_header(Algorithm::HmacSha256, "X-Emailit-Signature")
        .with_field(Field::new("ts", Source::Header("X-Emailit-Timestamp")))
        .with_message(message("{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/event_id"))
.with_payload(Expression::Pointer("/data"))
.with_source("https://emailit.com/docs/webhooks/request-signature/")
.with_evidence(Evidence::RanOwnLibrary("emailit 2.0.1 of PyPI"));
