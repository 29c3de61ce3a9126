use crate::senders::prelude::*;

/// Mux.
pub const mux: Sender = Sender {
    title: "Mux",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Mux-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "several `v1` items",
    source: "@mux/mux-node, `webhooks.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary("@mux/mux-node 15.3.0 of npm")),
    ..Sender::BLANK
};
