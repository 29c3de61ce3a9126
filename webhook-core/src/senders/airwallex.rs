use crate::senders::prelude::*;

/// Airwallex.
pub const airwallex: Sender = Sender {
    title: "Airwallex",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-signature")
            .with_field(Field::new("ts", Source::Header("x-timestamp")))
            .with_message(message("{ts}{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/name")],
    id: Some(Expression::Pointer("/id")),
    source: "https://www.airwallex.com/docs/developer-tools__listen-for-webhook-events",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
