use crate::senders::prelude::*;

/// Mux.
pub const mux: Sender = Sender::new(
    "Mux",
    Scheme::in_header(Algorithm::HmacSha256, "Mux-Signature")
        .with_list(List::new(',', '=', Label::Is("v1")))
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message("{t}.{$request.body}"))
        .with_freshness(within("t", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_payload(Expression::Pointer("/data"))
.with_rotation("several `v1` items")
.with_source("@mux/mux-node, `webhooks.unwrap`")
.with_evidence(Evidence::RanOwnLibrary("@mux/mux-node 15.3.0 of npm"));
