use crate::senders::prelude::*;

/// WooCommerce. The topic and the id are in headers that are not signed. It sends a form when a webhook is made.
pub const woocommerce: Sender = Sender::new(
    "WooCommerce",
    Scheme::in_header(Algorithm::HmacSha256, "X-WC-Webhook-Signature")
        .with_encoding(Encoding::Base64),
)
.with_discriminator(&[Expression::Header("X-WC-Webhook-Topic")])
.with_id(Expression::Header("X-WC-Webhook-Delivery-ID"))
.with_payload(Expression::Body)
.with_handshakes(&[Handshake::new("POST").when(&[Condition::equals(
    Expression::Header("Content-Type"),
    "application/x-www-form-urlencoded",
)])])
.with_source("n8n, `WooCommerceTrigger`")
.with_evidence(Evidence::RanReceiver(
    "@hookflo/tern 4.1.0 of npm, n8n-nodes-base 2.41.2 of npm",
));
