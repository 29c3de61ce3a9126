use crate::senders::prelude::*;

/// Typeform. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const typeform: Sender = Sender::new(
    "Typeform",
    Scheme::in_header(Algorithm::HmacSha256, "Typeform-Signature")
        .with_encoding(Encoding::Base64)
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Pointer("/event_type")])
.with_id(Expression::Pointer("/event_id"))
.with_payload(Expression::Pointer("/form_response"))
.with_source("Typeform developer documentation, \"Secure your webhooks\"")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
