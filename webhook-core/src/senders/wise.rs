use crate::senders::prelude::*;

/// Wise. The public key is in its documentation, one for the sandbox and one for production. The id is not signed.
///
/// Needs the feature `asymmetric`.
pub const wise: Sender = Sender {
    title: "Wise",
    scheme: Some(
        Scheme::in_header(Algorithm::RsaSha256, "X-Signature-SHA256")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Spki),
    ),
    discriminator: &[Expression::Pointer("/event_type")],
    id: Some(Expression::Header("X-Delivery-Id")),
    payload: Some(Expression::Pointer("/data")),
    source: "https://docs.wise.com/features/webhooks-notifications/event-handling",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
