use crate::senders::prelude::*;

/// CircleCI. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const circleci: Sender = Sender {
    title: "CircleCI",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "circleci-signature").with_list(List::new(
            ',',
            '=',
            Label::Is("v1"),
        )),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    rotation: "several `v1` items",
    payload: Some(Expression::Body),
    source: "CircleCI documentation, \"Webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
