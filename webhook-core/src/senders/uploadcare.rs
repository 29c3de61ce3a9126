use crate::senders::prelude::*;

/// Uploadcare.
pub const uploadcare: Sender = Sender::new(
    "Uploadcare",
    Scheme::in_header(Algorithm::HmacSha256, "X-Uc-Signature").with_value(value("v1={digest}")),
)
.with_source("uploadcare-ruby, `WebhookSignatureVerifier`")
.with_evidence(Evidence::ReadSource("uploadcare-ruby"));
