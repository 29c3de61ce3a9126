use crate::senders::prelude::*;

/// Appwrite. The signed URL is the configured one, before the body without a border: set `public_url`.
pub const appwrite: Sender = Sender::new(
    "Appwrite",
    Scheme::in_header(Algorithm::HmacSha1, "X-Appwrite-Webhook-Signature")
        .with_encoding(Encoding::Base64)
        .with_message(message("{$url}{$request.body}"))
        .with_danger_touching_parts(),
)
.with_discriminator(&[Expression::Header("X-Appwrite-Webhook-Events")])
.with_id(Expression::Header("X-Appwrite-Webhook-Delivery-Id"))
.with_payload(Expression::Body)
.with_source("Appwrite, `Workers/Webhooks.php`")
.with_evidence(Evidence::ReadSource("Appwrite"));
