use crate::senders::prelude::*;

/// Linear. The timestamp is the one in the signed body; the header `Linear-Timestamp` is not signed.
pub const linear: Sender = Sender {
    title: "Linear",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Linear-Signature")
            .with_field(Field::new("ts", Source::Pointer("/webhookTimestamp")))
            .with_freshness(within("ts", TimeUnit::Milliseconds, 60)),
    ),
    discriminator: &[Expression::Pointer("/type"), Expression::Pointer("/action")],
    id: Some(Expression::Header("Linear-Delivery")),
    // An event about an entity has it in `data`; others, such as those of agents, have their parts beside `type`.
    payload: Some(Expression::FirstOf(&[
        Expression::Pointer("/data"),
        Expression::Body,
    ])),
    source: "Linear developers, \"Webhooks\", \"Securing webhooks\"",
    evidence: Some(Evidence::RanOwnLibrary("@linear/sdk 98.0.0 of npm")),
    ..Sender::BLANK
};
