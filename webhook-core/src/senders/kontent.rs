use crate::senders::prelude::*;

/// Kontent.ai. A delivery has several notifications.
pub const kontent: Sender = Sender::new(
    "Kontent.ai",
    Scheme::in_header(Algorithm::HmacSha256, "X-Kontent-ai-Signature")
        .with_encoding(Encoding::Base64),
)
.with_each("/notifications")
.with_discriminator(&[
    Expression::Item("/message/object_type"),
    Expression::Item("/message/action"),
])
.with_payload(Expression::Item("/data"))
.with_source("@kontent-ai/webhook-helper")
.with_evidence(Evidence::RanOwnLibrary(
    "@kontent-ai/webhook-helper 3.0.3 of npm",
));
