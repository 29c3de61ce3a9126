use crate::senders::prelude::*;

/// Customer.io. The message is that of Slack, without `v0=` before the signature.
pub const customerio: Sender = Sender {
    title: "Customer.io",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-CIO-Signature")
            .with_field(Field::new("ts", Source::Header("X-CIO-Timestamp")))
            .with_message(message("v0:{ts}:{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    source: "n8n, `CustomerIoTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
