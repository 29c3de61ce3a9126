use crate::senders::prelude::*;

/// Orb. A time without an offset is UTC, as for its library.
pub const orb: Sender = Sender {
    title: "Orb",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Orb-Signature")
            .with_list(List::new(' ', '=', Label::Is("v1")))
            .with_field(Field::new("ts", Source::Header("X-Orb-Timestamp")))
            .with_message(message("v1:{ts}:{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Iso8601, 300)),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    // Each type has what it is about in a member of its own.
    payload: Some(Expression::Body),
    source: "orb-billing, `webhooks.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary("orb-billing 4.90.0 of PyPI")),
    ..Sender::BLANK
};
