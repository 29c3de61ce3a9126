use crate::senders::prelude::*;

/// Wise. The public key is in its documentation, one for the sandbox and one for production. The id is not signed.
///
/// Needs the feature `asymmetric`.
pub const wise: Sender = Sender::new(
    "Wise",
    Scheme::in_header(Algorithm::RsaSha256, "X-Signature-SHA256")
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Spki),
)
.with_discriminator(&[Expression::Pointer("/event_type")])
.with_id(Expression::Header("X-Delivery-Id"))
.with_payload(Expression::Pointer("/data"))
.with_source("https://docs.wise.com/features/webhooks-notifications/event-handling")
.with_evidence(Evidence::ReadSource("receivers of others"));
