use crate::senders::prelude::*;

/// Storyblok. The header has the name that Standard Webhooks has, for HMAC-SHA1 in hexadecimal.
pub const storyblok: Sender = Sender::new(
    "Storyblok",
    Scheme::in_header(Algorithm::HmacSha1, "webhook-signature"),
)
.with_source("https://www.storyblok.com/tp/webhook-secret-with-different-technologies")
.with_evidence(Evidence::Documented);
