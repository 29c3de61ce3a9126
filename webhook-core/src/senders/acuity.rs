use crate::senders::prelude::*;

/// Acuity Scheduling. The key is the key of the API, and the body is a form.
pub const acuity: Sender = Sender {
    title: "Acuity Scheduling",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Acuity-Signature")
            .with_encoding(Encoding::Base64),
    ),
    body: BodyKind::Form,
    payload: Some(Expression::Body),
    source: "n8n, `AcuitySchedulingTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
