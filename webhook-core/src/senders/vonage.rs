use crate::senders::prelude::*;

/// Vonage, signed webhooks. The key is the signature secret of the account. Its deliveries say what they are by the members
/// that they have, so each event needs a condition.
pub const vonage: Sender = Sender {
    title: "Vonage",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Authorization")
            .with_value(value("Bearer {digest}"))
            .with_jwt(
                Jwt::new()
                    .with_body("payload_hash", JwtHash::Sha256, Encoding::Hex)
                    .with_max_age(Duration::from_secs(300))
                    .with_max_skew(Duration::from_secs(60)),
            ),
    ),
    payload: Some(Expression::Body),
    source: "Vonage documentation, \"Webhooks\"",
    evidence: Some(Evidence::RanOwnLibrary("@vonage/jwt 1.14.0 of npm")),
    ..Sender::BLANK
};
