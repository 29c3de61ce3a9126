use crate::senders::prelude::*;

/// Surge.
pub const surge: Sender = Sender::new(
    "Surge",
    Scheme::in_header(Algorithm::HmacSha256, "Surge-Signature")
        .with_list(List::new(',', '=', Label::Is("v1")))
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message("{t}.{$request.body}"))
        .with_freshness(within("t", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_rotation("several `v1` items")
.with_source("https://docs.surge.app/api-reference/webhooks/signature-validation")
.with_evidence(Evidence::Documented);
