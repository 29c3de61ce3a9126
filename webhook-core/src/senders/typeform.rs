use crate::senders::prelude::*;

/// Typeform. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const typeform: Sender = Sender {
    title: "Typeform",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Typeform-Signature")
            .with_encoding(Encoding::Base64)
            .with_value(value("sha256={digest}")),
    ),
    discriminator: &[Expression::Pointer("/event_type")],
    id: Some(Expression::Pointer("/event_id")),
    payload: Some(Expression::Pointer("/form_response")),
    source: "Typeform developer documentation, \"Secure your webhooks\"",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
