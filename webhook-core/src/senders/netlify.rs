use crate::senders::prelude::*;

/// Netlify. Its tokens have no time, and the event in the header is not signed: say `idempotent`, or a delivery can be replayed.
pub const netlify: Sender = Sender {
    title: "Netlify",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Webhook-Signature").with_jwt(
            Jwt::new()
                .with_body("sha256", JwtHash::Sha256, Encoding::Hex)
                .with_issuer("netlify"),
        ),
    ),
    discriminator: &[Expression::Header("X-Netlify-Event")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Body),
    source: "Netlify documentation, \"HTTP POST request notifications\"",
    evidence: Some(Evidence::RanReceiver(
        "n8n-nodes-base 2.41.2 of npm, nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
