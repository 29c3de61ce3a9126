use crate::senders::prelude::*;

/// Hook0. The signature lists the headers that it covers; their values have only a point between them. Its older
/// signature is refused.
pub const hook0: Sender = Sender {
    title: "Hook0",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Hook0-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_field(Field::new("h", Source::Item("h")))
            .with_message(message("{t}.{h}.{h | header_values}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 300)),
    ),
    source: "hook0-client, `verifyWebhookSignature`",
    evidence: Some(Evidence::RanOwnLibrary("hook0-client 1.1.0 of npm")),
    ..Sender::BLANK
};
