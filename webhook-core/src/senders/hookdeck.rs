use crate::senders::prelude::*;

/// Hookdeck. While a secret is rotated, the signature of the other one is in a second header.
pub const hookdeck: Sender = Sender {
    title: "Hookdeck",
    scheme: Some(
        Scheme::new(
            Algorithm::HmacSha256,
            SignatureLocation::AnyHeader(["x-hookdeck-signature", "x-hookdeck-signature-2"]),
        )
        .with_encoding(Encoding::Base64),
    ),
    rotation: "a second header",
    source: "@hookdeck/sdk, `verifyWebhookSignature`",
    evidence: Some(Evidence::RanOwnLibrary("@hookdeck/sdk 0.4.0 of npm")),
    ..Sender::BLANK
};
