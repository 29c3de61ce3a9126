use crate::senders::prelude::*;

/// Signable. The header `X-Signable-Webhook` has a time that is not signed.
pub const signable: Sender = Sender::new(
    "Signable",
    Scheme::in_header(Algorithm::HmacSha256, "Signature").with_encoding(Encoding::Base64),
)
.with_source("https://developers.signable.app/early-access/ea-signed-webhooks")
.with_evidence(Evidence::Documented);
