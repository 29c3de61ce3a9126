use crate::senders::prelude::*;
use crate::senders::standard_webhooks::SVIX;

/// Tolt.
pub const tolt: Sender = Sender {
    title: "Tolt",
    scheme: Some(SVIX),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("svix-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "Tolt documentation, \"Webhooks\"",
    evidence: Some(Evidence::RanReceiver(
        "svix 2.5.0 of npm, svix 2.9.1 of PyPI",
    )),
    ..Sender::BLANK
};
