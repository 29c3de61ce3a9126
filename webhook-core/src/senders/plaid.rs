use crate::senders::prelude::*;

/// Plaid. The keys are JSON web keys, which its API tells by their id: give a `KeySource` that asks for them, or the keys.
pub const plaid: Sender = Sender::new(
    "Plaid",
    Scheme::in_header(Algorithm::EcdsaP256, "Plaid-Verification")
        .with_key(KeyForm::Jwk)
        .with_jwt(
            Jwt::new()
                .with_body("request_body_sha256", JwtHash::Sha256, Encoding::Hex)
                .with_max_age(Duration::from_secs(300))
                .with_max_skew(Duration::from_secs(60)),
        ),
)
.with_discriminator(&[
    Expression::Pointer("/webhook_type"),
    Expression::Pointer("/webhook_code"),
])
.with_payload(Expression::Body)
.with_rotation("keys by their id; an old one expires")
.with_source("Plaid documentation, \"Webhook verification\"")
.with_evidence(Evidence::Documented);
