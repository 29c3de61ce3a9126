use crate::senders::prelude::*;

/// Acuity Scheduling. The key is the key of the API, and the body is a form.
pub const acuity: Sender = Sender::new(
    "Acuity Scheduling",
    Scheme::in_header(Algorithm::HmacSha256, "X-Acuity-Signature").with_encoding(Encoding::Base64),
)
.with_body(BodyKind::Form)
.with_payload(Expression::Body)
.with_source("n8n, `AcuitySchedulingTriggerHelpers`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
