use crate::senders::prelude::*;

/// monday.com, webhooks of an app. The token does not cover the body: TLS alone protects the event. The key is the signing secret
/// of the app.
pub const monday: Sender = Sender {
    title: "monday.com",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Authorization").with_jwt(
            Jwt::new()
                .with_expiry()
                .with_max_skew(Duration::from_secs(60)),
        ),
    ),
    discriminator: &[Expression::Pointer("/event/type")],
    payload: Some(Expression::Pointer("/event")),
    source: "monday.com developer documentation, \"Integration authorization\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
