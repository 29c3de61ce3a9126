use crate::senders::prelude::*;

/// Oracle Commerce.
pub const oracle_commerce: Sender = Sender::new(
    "Oracle Commerce",
    Scheme::in_header(Algorithm::HmacSha512, "X-Oracle-CC-WebHook-Signature")
        .with_encoding(Encoding::Base64),
)
.with_source("Oracle Commerce documentation, \"Webhook security\"")
.with_evidence(Evidence::Documented);
