use crate::senders::prelude::*;

/// Google Cloud Pub/Sub, authenticated push. The token does not cover the message. It is that of a service account: name yours in
/// `claims("email" = "..")`, because anyone has such tokens of accounts of their own. The audience is the URL of the endpoint,
/// unless the subscription has another: then say `audience`.
///
/// The keys are JSON web keys at `https://www.googleapis.com/oauth2/v3/certs`, which a `JwksKeys` fetches.
pub const google_pubsub: Sender = Sender {
    title: "Google Pub/Sub",
    scheme: Some(
        Scheme::in_header(Algorithm::RsaSha256, "Authorization")
            .with_value(value("Bearer {digest}"))
            .with_key(KeyForm::Jwk)
            .with_jwt(
                Jwt::new()
                    .with_issuer("https://accounts.google.com")
                    .with_audience_as_url()
                    .with_claim_of_group("email")
                    .with_expiry()
                    .with_max_skew(Duration::from_secs(60)),
            ),
    ),
    id: Some(Expression::Pointer("/message/messageId")),
    payload: Some(Expression::Pointer("/message")),
    rotation: "keys by their id, in a list that changes",
    source: "Google Cloud documentation, \"Authenticate push subscriptions\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
