use crate::senders::prelude::*;

/// Storyblok. The header has the name that Standard Webhooks has, for HMAC-SHA1 in hexadecimal.
pub const storyblok: Sender = Sender {
    title: "Storyblok",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha1, "webhook-signature")),
    source: "https://www.storyblok.com/tp/webhook-secret-with-different-technologies",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
