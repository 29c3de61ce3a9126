use crate::senders::prelude::*;

/// Figma. Nothing is signed: the secret is a member of the body.
pub const figma: Sender = Sender::new(
    "Figma",
    Scheme::new(Algorithm::Token, SignatureLocation::Pointer("/passcode")),
)
.with_discriminator(&[Expression::Pointer("/event_type")])
.with_payload(Expression::Body)
.with_source("n8n, `FigmaTriggerHelpers`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
