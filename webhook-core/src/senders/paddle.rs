use crate::senders::prelude::*;

/// Paddle Billing. The window is five seconds, as in its library: a slow network needs a wider one.
pub const paddle: Sender = Sender {
    title: "Paddle Billing",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Paddle-Signature")
            .with_list(List::new(';', '=', Label::Is("h1")))
            .with_field(Field::new("ts", Source::Item("ts")))
            .with_message(message("{ts}:{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 5)),
    ),
    discriminator: &[Expression::Pointer("/event_type")],
    id: Some(Expression::Pointer("/event_id")),
    rotation: "several `h1` items",
    payload: Some(Expression::Pointer("/data")),
    source: "Paddle developer documentation, \"Verify webhook signatures\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "@paddle/paddle-node-sdk 3.10.0 of npm, paddle-python-sdk 1.16.1 of PyPI",
    )),
    ..Sender::BLANK
};
