use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Surge, the header `Surge-Signature`. What Surge's documentation and its library say today is `surge_standard`.
pub const surge: Sender = Sender::new(
    "Surge, the header `Surge-Signature`",
    Scheme::in_header(Algorithm::HmacSha256, "Surge-Signature")
        .with_list(List::new(',', '=', Label::Is("v1")))
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message("{t}.{$request.body}"))
        .with_freshness(within("t", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_rotation("several `v1` items")
.with_source("Surge documentation, \"Signature validation\", as it was")
.with_evidence(Evidence::Documented);

/// Surge, as Standard Webhooks.
pub const surge_standard: Sender = Sender::new("Surge, Standard Webhooks", V1)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("https://docs.surge.app/api-reference/webhooks/signature-validation")
    .with_evidence(Evidence::RanOwnLibrary("@surgeapi/node 0.30.0 of npm"));
