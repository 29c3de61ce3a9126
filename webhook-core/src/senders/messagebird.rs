use crate::senders::prelude::*;

/// MessageBird. The token covers the URL and the body: set `public_url`. The clocks may differ by the five seconds that its own
/// library allows.
pub const messagebird: Sender = Sender {
    title: "MessageBird",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "MessageBird-Signature-JWT").with_jwt(
            Jwt::new()
                .with_url("url_hash")
                .with_body("payload_hash", JwtHash::Sha256, Encoding::Hex)
                .with_issuer("MessageBird")
                .with_expiry()
                .with_max_skew(Duration::from_secs(5)),
        ),
    ),
    payload: Some(Expression::Body),
    source: "MessageBird documentation, \"Verify HTTP requests\"",
    evidence: Some(Evidence::ReadSource("messagebird 4.0.1")),
    ..Sender::BLANK
};
