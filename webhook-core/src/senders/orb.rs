use crate::senders::prelude::*;

/// Orb. A time without an offset is UTC, as for its library.
pub const orb: Sender = Sender::new(
    "Orb",
    Scheme::in_header(Algorithm::HmacSha256, "X-Orb-Signature")
        .with_list(List::new(' ', '=', Label::Is("v1")))
        .with_field(Field::new("ts", Source::Header("X-Orb-Timestamp")))
        .with_message(message("v1:{ts}:{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Iso8601, 300)),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
// Each type has what it is about in a member of its own.
.with_payload(Expression::Body)
.with_source("orb-billing, `webhooks.unwrap`")
.with_evidence(Evidence::RanOwnLibrary("orb-billing 4.90.0 of PyPI"));
