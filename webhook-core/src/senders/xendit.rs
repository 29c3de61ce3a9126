use crate::senders::prelude::*;

/// Xendit. Nothing is signed: one leaked request is enough to forge others.
pub const xendit: Sender = Sender {
    title: "Xendit",
    scheme: Some(Scheme::in_header(Algorithm::Token, "x-callback-token")),
    source: "Xendit documentation, \"Webhooks\", \"Validating the webhook\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
