use crate::senders::prelude::*;

/// Uploadcare.
pub const uploadcare: Sender = Sender {
    title: "Uploadcare",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Uc-Signature").with_value(value("v1={digest}")),
    ),
    source: "uploadcare-ruby, `WebhookSignatureVerifier`",
    evidence: Some(Evidence::ReadSource("uploadcare-ruby")),
    ..Sender::BLANK
};
