use crate::senders::prelude::*;

/// Heroku.
pub const heroku: Sender = Sender {
    title: "Heroku",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Heroku-Webhook-Hmac-SHA256")
            .with_encoding(Encoding::Base64),
    ),
    discriminator: &[
        Expression::Pointer("/resource"),
        Expression::Pointer("/action"),
    ],
    payload: Some(Expression::Pointer("/data")),
    source: "Heroku Dev Center, \"App webhooks\"",
    evidence: Some(Evidence::RanReceiver(
        "nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
