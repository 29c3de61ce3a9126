use crate::senders::prelude::*;

/// Oracle Commerce.
pub const oracle_commerce: Sender = Sender {
    title: "Oracle Commerce",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha512, "X-Oracle-CC-WebHook-Signature")
            .with_encoding(Encoding::Base64),
    ),
    source: "Oracle Commerce documentation, \"Webhook security\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
