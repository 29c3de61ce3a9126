use crate::senders::prelude::*;

/// monday.com, webhooks of an app. The token does not cover the body: TLS alone protects the event. The key is the signing secret
/// of the app.
pub const monday: Sender = Sender::new(
    "monday.com",
    Scheme::in_header(Algorithm::HmacSha256, "Authorization").with_jwt(
        Jwt::new()
            .with_expiry()
            .with_max_skew(Duration::from_secs(60)),
    ),
)
.with_discriminator(&[Expression::Pointer("/event/type")])
.with_payload(Expression::Pointer("/event"))
.with_source("monday.com developer documentation, \"Integration authorization\"")
.with_evidence(Evidence::Documented);
