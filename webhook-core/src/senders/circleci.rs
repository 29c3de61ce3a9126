use crate::senders::prelude::*;

/// CircleCI. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const circleci: Sender = Sender::new(
    "CircleCI",
    Scheme::in_header(Algorithm::HmacSha256, "circleci-signature").with_list(List::new(
        ',',
        '=',
        Label::Is("v1"),
    )),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_rotation("several `v1` items")
.with_payload(Expression::Body)
.with_source("CircleCI documentation, \"Webhooks\"")
.with_evidence(Evidence::Documented);
