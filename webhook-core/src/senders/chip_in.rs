use crate::senders::prelude::*;

/// CHIP. The public key belongs to the webhook.
///
/// Needs the feature `asymmetric`.
pub const chip_in: Sender = Sender {
    title: "CHIP",
    scheme: Some(
        Scheme::in_header(Algorithm::RsaSha256, "X-Signature")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Spki),
    ),
    discriminator: &[Expression::Pointer("/event_type")],
    source: "CHIP documentation, \"Webhooks\", \"Authentication\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
