use crate::senders::prelude::*;

/// Calendly. Its window is shorter than that of other senders: keep the clock right.
pub const calendly: Sender = Sender {
    title: "Calendly",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Calendly-Webhook-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 180)),
    ),
    discriminator: &[Expression::Pointer("/event")],
    rotation: "several `v1` items",
    payload: Some(Expression::Pointer("/payload")),
    source: "Calendly developer documentation, \"Webhook signatures\"",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
