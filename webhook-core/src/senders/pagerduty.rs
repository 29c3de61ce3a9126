use crate::senders::prelude::*;

/// PagerDuty, version 3. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const pagerduty: Sender = Sender::new(
    "PagerDuty, version 3",
    Scheme::in_header(Algorithm::HmacSha256, "X-PagerDuty-Signature")
        .with_list(List::new(',', '=', Label::Is("v1")).spaced()),
)
.with_discriminator(&[Expression::Pointer("/event/event_type")])
.with_id(Expression::Pointer("/event/id"))
.with_rotation("several `v1` items")
.with_payload(Expression::Pointer("/event/data"))
.with_source("PagerDuty developer documentation, \"Verifying signatures\"")
.with_evidence(Evidence::Documented);
