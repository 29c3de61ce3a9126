use crate::senders::prelude::*;

/// Paddle Billing. The window is five seconds, as in its library: a slow network needs a wider one.
pub const paddle: Sender = Sender::new(
    "Paddle Billing",
    Scheme::in_header(Algorithm::HmacSha256, "Paddle-Signature")
        .with_list(List::new(';', '=', Label::Is("h1")))
        .with_field(Field::new("ts", Source::Item("ts")))
        .with_message(message("{ts}:{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 5)),
)
.with_discriminator(&[Expression::Pointer("/event_type")])
.with_id(Expression::Pointer("/event_id"))
.with_rotation("several `h1` items")
.with_payload(Expression::Pointer("/data"))
.with_source("Paddle developer documentation, \"Verify webhook signatures\"")
.with_evidence(Evidence::RanOwnLibrary(
    "@paddle/paddle-node-sdk 3.10.0 of npm, paddle-python-sdk 1.16.1 of PyPI",
));
