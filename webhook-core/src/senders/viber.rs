use crate::senders::prelude::*;

/// Viber. The signature is in a header, or in the URL if the request lacks the header.
pub const viber: Sender = Sender::new(
    "Viber",
    Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::HeaderOrQuery(["X-Viber-Content-Signature", "sig"]),
    ),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_payload(Expression::Body)
.with_source("viber-bot, `middleware.js`")
.with_evidence(Evidence::RanOwnLibrary("viber-bot 1.0.18 of npm"));

/// Viber, with the signature in the URL alone.
pub const viber_query: Sender = Sender::new(
    "Viber, with the signature in the URL",
    Scheme::new(Algorithm::HmacSha256, SignatureLocation::Query("sig")),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_payload(Expression::Body)
.with_source("viber-bot, `middleware.js`")
.with_evidence(Evidence::RanOwnLibrary("viber-bot 1.0.18 of npm"));
