use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Surge, the header `Surge-Signature`. What Surge's documentation and its library say today is `surge_standard`.
pub const surge: Sender = Sender {
    title: "Surge, the header `Surge-Signature`",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Surge-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/type")],
    rotation: "several `v1` items",
    source: "Surge documentation, \"Signature validation\", as it was",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};

/// Surge, as Standard Webhooks.
pub const surge_standard: Sender = Sender {
    title: "Surge, Standard Webhooks",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "https://docs.surge.app/api-reference/webhooks/signature-validation",
    evidence: Some(Evidence::RanOwnLibrary("@surgeapi/node 0.30.0 of npm")),
    ..Sender::BLANK
};
