use crate::senders::prelude::*;

/// Shopify. The topic and the id are in headers that are not signed: one event can be replayed as another.
///
/// Its newer Events have the same headers without `X-`. Their topic is the name of a resource, such as `Order`, and
/// `shopify-action` says what happened.
pub const shopify: Sender = Sender {
    title: "Shopify",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Shopify-Hmac-Sha256")
            .with_encoding(Encoding::Base64)
            .with_family("X-Shopify-", "shopify-"),
    ),
    discriminator: &[Expression::Header("X-Shopify-Topic")],
    id: Some(Expression::Header("X-Shopify-Webhook-Id")),
    rotation: "give both secrets to the keyring",
    payload: Some(Expression::Body),
    source: "Shopify documentation, \"Deliver webhooks through HTTPS\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "@shopify/shopify-api 13.1.0 of npm",
    )),
    ..Sender::BLANK
};
