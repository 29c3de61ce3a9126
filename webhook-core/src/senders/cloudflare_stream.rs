use crate::senders::prelude::*;

/// Cloudflare Stream.
pub const cloudflare_stream: Sender = Sender::new(
    "Cloudflare Stream",
    Scheme::in_header(Algorithm::HmacSha256, "Webhook-Signature")
        .with_list(List::new(',', '=', Label::Is("sig1")))
        .with_field(Field::new("ts", Source::Item("time")))
        .with_message(message("{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/status/state")])
.with_payload(Expression::Body)
.with_source("https://developers.cloudflare.com/stream/webhooks")
.with_evidence(Evidence::Documented);
