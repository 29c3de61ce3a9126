use crate::senders::prelude::*;

/// Figma. Nothing is signed: the secret is a member of the body.
pub const figma: Sender = Sender {
    title: "Figma",
    scheme: Some(Scheme::new(
        Algorithm::Token,
        SignatureLocation::Pointer("/passcode"),
    )),
    discriminator: &[Expression::Pointer("/event_type")],
    payload: Some(Expression::Body),
    source: "n8n, `FigmaTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
