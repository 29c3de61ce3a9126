use crate::senders::prelude::*;

/// Viber. The signature is in a header, or in the URL if the request lacks the header.
pub const viber: Sender = Sender {
    title: "Viber",
    scheme: Some(Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::HeaderOrQuery(["X-Viber-Content-Signature", "sig"]),
    )),
    discriminator: &[Expression::Pointer("/event")],
    payload: Some(Expression::Body),
    source: "viber-bot, `middleware.js`",
    evidence: Some(Evidence::RanOwnLibrary("viber-bot 1.0.18 of npm")),
    ..Sender::BLANK
};

/// Viber, with the signature in the URL alone.
pub const viber_query: Sender = Sender {
    title: "Viber, with the signature in the URL",
    scheme: Some(Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::Query("sig"),
    )),
    ..viber
};
