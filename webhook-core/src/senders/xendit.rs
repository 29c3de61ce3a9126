use crate::senders::prelude::*;

/// Xendit. Nothing is signed: one leaked request is enough to forge others.
pub const xendit: Sender = Sender::new(
    "Xendit",
    Scheme::in_header(Algorithm::Token, "x-callback-token"),
)
.with_source("Xendit documentation, \"Webhooks\", \"Validating the webhook\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
