use crate::senders::prelude::*;

/// Plaid. The keys are JSON web keys, which its API tells by their id: give a `KeySource` that asks for them, or the keys.
pub const plaid: Sender = Sender {
    title: "Plaid",
    scheme: Some(
        Scheme::in_header(Algorithm::EcdsaP256, "Plaid-Verification")
            .with_key(KeyForm::Jwk)
            .with_jwt(
                Jwt::new()
                    .with_body("request_body_sha256", JwtHash::Sha256, Encoding::Hex)
                    .with_max_age(Duration::from_secs(300))
                    .with_max_skew(Duration::from_secs(60)),
            ),
    ),
    discriminator: &[
        Expression::Pointer("/webhook_type"),
        Expression::Pointer("/webhook_code"),
    ],
    payload: Some(Expression::Body),
    rotation: "keys by their id; an old one expires",
    source: "Plaid documentation, \"Webhook verification\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
