use crate::senders::prelude::*;

/// PagerDuty, version 3. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const pagerduty: Sender = Sender {
    title: "PagerDuty, version 3",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-PagerDuty-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")).spaced()),
    ),
    discriminator: &[Expression::Pointer("/event/event_type")],
    id: Some(Expression::Pointer("/event/id")),
    rotation: "several `v1` items",
    payload: Some(Expression::Pointer("/event/data")),
    source: "PagerDuty developer documentation, \"Verifying signatures\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
