use crate::senders::prelude::*;

/// Stripe, snapshot events: the payload is the object that the event is about. The key is the whole text, with `whsec_`.
///
/// Stripe's libraries accept any timestamp in the future; this one does not.
pub const stripe: Sender = Sender {
    title: "Stripe, snapshot events",
    scheme: Some(SCHEME),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/data/object")),
    without_payload: Some("a thin event, which `preset = stripe_thin` is for"),
    rotation: ROTATION,
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// Stripe, thin events: the payload is the whole event, which names its object and does not hold it.
pub const stripe_thin: Sender = Sender {
    title: "Stripe, thin events",
    scheme: Some(SCHEME),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Body),
    rotation: ROTATION,
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

const ROTATION: &str = "several `v1` items while a secret is rolled";
const SOURCE: &str = "Stripe documentation, \"Resolve webhook signature verification errors\"";
const LIBRARIES: Evidence = Evidence::RanOwnLibrary("stripe 23.1.0 of npm, stripe 16.1.0 of PyPI");
const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "Stripe-Signature")
    .with_list(List::new(',', '=', Label::Is("v1")))
    .with_field(Field::new("t", Source::Item("t")))
    .with_message(message("{t}.{$request.body}"))
    .with_freshness(within("t", TimeUnit::Seconds, 300));
