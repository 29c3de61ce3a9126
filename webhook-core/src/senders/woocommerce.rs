use crate::senders::prelude::*;

/// WooCommerce. The topic and the id are in headers that are not signed. It sends a form when a webhook is made.
pub const woocommerce: Sender = Sender {
    title: "WooCommerce",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-WC-Webhook-Signature")
            .with_encoding(Encoding::Base64),
    ),
    discriminator: &[Expression::Header("X-WC-Webhook-Topic")],
    id: Some(Expression::Header("X-WC-Webhook-Delivery-ID")),
    payload: Some(Expression::Body),
    handshakes: &[Handshake::new("POST").when(&[Condition::equals(
        Expression::Header("Content-Type"),
        "application/x-www-form-urlencoded",
    )])],
    source: "n8n, `WooCommerceTrigger`",
    evidence: Some(Evidence::RanReceiver(
        "@hookflo/tern 4.1.0 of npm, n8n-nodes-base 2.41.2 of npm",
    )),
    ..Sender::BLANK
};
