use crate::senders::prelude::*;

/// Stripe. The key is the whole text, with `whsec_`. Stripe's libraries accept any timestamp in the future; this one
/// does not.
pub const stripe: Sender = Sender::new(
    "Stripe",
    Scheme::in_header(Algorithm::HmacSha256, "Stripe-Signature")
        .with_list(List::new(',', '=', Label::Is("v1")))
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message("{t}.{$request.body}"))
        .with_freshness(within("t", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_rotation("several `v1` items while a secret is rolled")
.with_source("Stripe documentation, \"Resolve webhook signature verification errors\"")
.with_evidence(Evidence::RanOwnLibrary(
    "stripe 23.1.0, stripe 16.1.0 of PyPI",
));
