use crate::senders::prelude::*;

/// Coinbase Developer Platform. The signature lists the headers that it covers; their values have only a point
/// between them.
pub const coinbase_cdp: Sender = Sender {
    title: "Coinbase Developer Platform",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Hook0-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_field(Field::new("h", Source::Item("h")))
            .with_message(message("{t}.{h}.{h | header_values}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/eventType")],
    source: "Coinbase Developer Platform documentation, \"Verify webhook signatures\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
