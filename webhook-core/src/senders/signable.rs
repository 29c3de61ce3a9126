use crate::senders::prelude::*;

/// Signable. The header `X-Signable-Webhook` has a time that is not signed.
pub const signable: Sender = Sender {
    title: "Signable",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Signature").with_encoding(Encoding::Base64),
    ),
    source: "https://developers.signable.app/early-access/ea-signed-webhooks",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
