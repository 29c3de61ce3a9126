use crate::senders::prelude::*;

/// Linear. The timestamp is the one in the signed body; the header `Linear-Timestamp` is not signed.
pub const linear: Sender = Sender::new(
    "Linear",
    Scheme::in_header(Algorithm::HmacSha256, "Linear-Signature")
        .with_field(Field::new("ts", Source::Pointer("/webhookTimestamp")))
        .with_freshness(within("ts", TimeUnit::Milliseconds, 60)),
)
.with_discriminator(&[Expression::Pointer("/type"), Expression::Pointer("/action")])
.with_id(Expression::Header("Linear-Delivery"))
// An event about an entity has it in `data`; others, such as those of agents, have their parts beside `type`.
.with_payload(Expression::FirstOf(&[
    Expression::Pointer("/data"),
    Expression::Body,
]))
.with_source("Linear developers, \"Webhooks\", \"Securing webhooks\"")
.with_evidence(Evidence::RanOwnLibrary("@linear/sdk 98.0.0 of npm"));
