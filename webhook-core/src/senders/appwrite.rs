use crate::senders::prelude::*;

/// Appwrite. The signed URL is the configured one, before the body without a border: set `public_url`.
pub const appwrite: Sender = Sender {
    title: "Appwrite",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha1, "X-Appwrite-Webhook-Signature")
            .with_encoding(Encoding::Base64)
            .with_message(message("{$url}{$request.body}"))
            .with_danger_touching_parts(),
    ),
    discriminator: &[Expression::Header("X-Appwrite-Webhook-Events")],
    id: Some(Expression::Header("X-Appwrite-Webhook-Delivery-Id")),
    payload: Some(Expression::Body),
    source: "Appwrite, `Workers/Webhooks.php`",
    evidence: Some(Evidence::ReadSource("Appwrite")),
    ..Sender::BLANK
};
