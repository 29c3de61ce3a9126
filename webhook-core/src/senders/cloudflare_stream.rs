use crate::senders::prelude::*;

/// Cloudflare Stream.
pub const cloudflare_stream: Sender = Sender {
    title: "Cloudflare Stream",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Webhook-Signature")
            .with_list(List::new(',', '=', Label::Is("sig1")))
            .with_field(Field::new("ts", Source::Item("time")))
            .with_message(message("{ts}.{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/status/state")],
    payload: Some(Expression::Body),
    source: "https://developers.cloudflare.com/stream/webhooks",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
