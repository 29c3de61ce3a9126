use crate::senders::prelude::*;

/// Fourthwall.
pub const fourthwall: Sender = Sender {
    title: "Fourthwall",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Fourthwall-Hmac-SHA256")
            .with_encoding(Encoding::Base64),
    ),
    source: "nuxt-webhook-validators, `fourthwall`",
    evidence: Some(Evidence::RanReceiver(
        "nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
