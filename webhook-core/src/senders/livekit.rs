use crate::senders::prelude::*;

/// LiveKit. The token is signed with the secret of an API key. Give it the key as its id:
/// `Keyring::new().with("APIkey", secret)`. The clocks may differ by the ten seconds that its own library allows.
pub const livekit: Sender = Sender {
    title: "LiveKit",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Authorization").with_jwt(
            Jwt::new()
                .with_body("sha256", JwtHash::Sha256, Encoding::Base64)
                .with_issuer_as_key_id()
                .with_expiry()
                .with_max_skew(Duration::from_secs(10)),
        ),
    ),
    discriminator: &[Expression::Pointer("/event")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Body),
    source: "LiveKit documentation, \"Webhooks & events\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "livekit-server-sdk 2.19.2 of npm, livekit-api 1.2.2 of PyPI",
    )),
    ..Sender::BLANK
};
