use crate::senders::prelude::*;

/// Stripe, snapshot events: the payload is the object that the event is about. The key is the whole text, with `whsec_`.
///
/// Stripe's libraries accept any timestamp in the future; this one does not.
pub const stripe: Sender = Sender::new("Stripe, snapshot events", SCHEME)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Pointer("/id"))
    .with_payload(Expression::Pointer("/data/object"))
    .with_name_without_payload("a thin event, which `preset = stripe_thin` is for")
    .with_rotation(ROTATION)
    .with_source(SOURCE)
    .with_evidence(LIBRARIES);

/// Stripe, thin events: the payload is the whole event, which names its object and does not hold it.
pub const stripe_thin: Sender = Sender::new("Stripe, thin events", SCHEME)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Pointer("/id"))
    .with_payload(Expression::Body)
    .with_rotation(ROTATION)
    .with_source(SOURCE)
    .with_evidence(LIBRARIES);

const ROTATION: &str = "several `v1` items while a secret is rolled";
const SOURCE: &str = "Stripe documentation, \"Resolve webhook signature verification errors\"";
const LIBRARIES: Evidence = Evidence::RanOwnLibrary("stripe 23.1.0 of npm, stripe 16.1.0 of PyPI");
const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "Stripe-Signature")
    .with_list(List::new(',', '=', Label::Is("v1")))
    .with_field(Field::new("t", Source::Item("t")))
    .with_message(message("{t}.{$request.body}"))
    .with_freshness(within("t", TimeUnit::Seconds, 300));
