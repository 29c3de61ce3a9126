use crate::senders::prelude::*;

/// Viber. Some accounts get the signature in the URL: those are of `viber_query`.
pub const viber: Sender = Sender::new(
    "Viber",
    Scheme::in_header(Algorithm::HmacSha256, "X-Viber-Content-Signature"),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_payload(Expression::Body)
.with_source("viber-bot, `middleware.js`")
.with_evidence(Evidence::RanOwnLibrary("viber-bot 1.0.18"));

/// Viber, with the signature in the URL.
pub const viber_query: Sender = Sender::new(
    "Viber, with the signature in the URL",
    Scheme::new(Algorithm::HmacSha256, SignatureLocation::Query("sig")),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_payload(Expression::Body)
.with_source("viber-bot, `middleware.js`")
.with_evidence(Evidence::RanOwnLibrary("viber-bot 1.0.18"));
