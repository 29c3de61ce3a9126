use crate::senders::prelude::*;

/// CHIP. The public key belongs to the webhook.
///
/// Needs the feature `asymmetric`.
pub const chip_in: Sender = Sender::new(
    "CHIP",
    Scheme::in_header(Algorithm::RsaSha256, "X-Signature")
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Spki),
)
.with_discriminator(&[Expression::Pointer("/event_type")])
.with_source("CHIP documentation, \"Webhooks\", \"Authentication\"")
.with_evidence(Evidence::Documented);
