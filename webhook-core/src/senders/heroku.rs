use crate::senders::prelude::*;

/// Heroku.
pub const heroku: Sender = Sender::new(
    "Heroku",
    Scheme::in_header(Algorithm::HmacSha256, "Heroku-Webhook-Hmac-SHA256")
        .with_encoding(Encoding::Base64),
)
.with_discriminator(&[
    Expression::Pointer("/resource"),
    Expression::Pointer("/action"),
])
.with_payload(Expression::Pointer("/data"))
.with_source("Heroku Dev Center, \"App webhooks\"")
.with_evidence(Evidence::RanReceiver(
    "nuxt-webhook-validators 0.2.12 of npm",
));
