use crate::senders::prelude::*;
use crate::senders::standard_webhooks::SVIX;

/// Resend.
pub const resend: Sender = Sender {
    title: "Resend",
    scheme: Some(SVIX),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("svix-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "resend, `webhooks.verify`",
    evidence: Some(Evidence::RanOwnLibrary(
        "resend 6.38.0 of npm, resend 2.52.0 of PyPI",
    )),
    ..Sender::BLANK
};
