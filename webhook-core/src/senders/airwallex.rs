use crate::senders::prelude::*;

/// Airwallex.
pub const airwallex: Sender = Sender::new(
    "Airwallex",
    Scheme::in_header(Algorithm::HmacSha256, "x-signature")
        .with_field(Field::new("ts", Source::Header("x-timestamp")))
        .with_message(message("{ts}{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/name")])
.with_id(Expression::Pointer("/id"))
.with_source("https://www.airwallex.com/docs/developer-tools__listen-for-webhook-events")
.with_evidence(Evidence::Documented);
