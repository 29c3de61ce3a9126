use crate::senders::prelude::*;

/// Fourthwall.
pub const fourthwall: Sender = Sender::new(
    "Fourthwall",
    Scheme::in_header(Algorithm::HmacSha256, "X-Fourthwall-Hmac-SHA256")
        .with_encoding(Encoding::Base64),
)
.with_source("nuxt-webhook-validators, `fourthwall`")
.with_evidence(Evidence::RanReceiver(
    "nuxt-webhook-validators 0.2.12 of npm",
));
