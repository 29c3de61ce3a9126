use crate::senders::prelude::*;

/// Hookdeck. While a secret is rotated, the signature of the other one is in a second header.
pub const hookdeck: Sender = Sender::new(
    "Hookdeck",
    Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::AnyHeader(["x-hookdeck-signature", "x-hookdeck-signature-2"]),
    )
    .with_encoding(Encoding::Base64),
)
.with_rotation("a second header")
.with_source("@hookdeck/sdk, `verifyWebhookSignature`")
.with_evidence(Evidence::RanOwnLibrary("@hookdeck/sdk 0.4.0 of npm"));
