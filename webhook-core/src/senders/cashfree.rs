use crate::senders::prelude::*;

/// Cashfree.
pub const cashfree: Sender = Sender {
    title: "Cashfree",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-webhook-signature")
            .with_encoding(Encoding::Base64)
            .with_field(Field::new("ts", Source::Header("x-webhook-timestamp")))
            .with_message(message("{ts}{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/type")],
    source: "cashfree-pg, `PGVerifyWebhookSignature`",
    evidence: Some(Evidence::RanOwnLibrary("cashfree-pg 6.0.6 of npm")),
    ..Sender::BLANK
};
