use crate::senders::prelude::*;

/// Hookdeck. While a secret is rotated, the signature of the other one is in `x-hookdeck-signature-2`, which is not
/// read: give both secrets to the keyring.
pub const hookdeck: Sender = Sender::new(
    "Hookdeck",
    Scheme::in_header(Algorithm::HmacSha256, "x-hookdeck-signature")
        .with_encoding(Encoding::Base64),
)
.with_rotation("a second header, which is not read; give both secrets to the keyring")
.with_source("@hookdeck/sdk, `verifyWebhookSignature`")
.with_evidence(Evidence::RanOwnLibrary("@hookdeck/sdk 0.4.0"));
