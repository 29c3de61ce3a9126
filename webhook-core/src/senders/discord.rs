use crate::senders::prelude::*;

/// Discord interactions: commands, components and forms. A handler answers an interaction itself, with
/// [`Outcome::reply`](crate::Outcome::reply).
///
/// Discord sends bad signatures on purpose and wants 401 for them. Its library checks no timestamp, nor does this one.
///
/// Needs the feature `asymmetric`.
pub const discord_interactions: Sender = Sender {
    title: "Discord interactions",
    scheme: Some(SCHEME),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Body),
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::equals(Expression::Pointer("/type"), "1")])
        .json("{\"type\":1}")
        .verified()],
    source: "Discord developer documentation, \"Receiving and responding\"",
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// Discord webhook events. They are signed like interactions, and the number of their PING is 0: 1 is an event.
///
/// Needs the feature `asymmetric`.
pub const discord_events: Sender = Sender {
    title: "Discord webhook events",
    scheme: Some(SCHEME),
    discriminator: &[Expression::Pointer("/event/type")],
    payload: Some(Expression::Pointer("/event/data")),
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::equals(Expression::Pointer("/type"), "0")])
        .ok(204)
        .verified()],
    replies: Replies::new().with_ok(204).with_unknown(204),
    source: "Discord developer documentation, \"Webhook events\"",
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

const LIBRARIES: Evidence = Evidence::RanOwnLibrary(
    "discord-interactions 4.4.0 of npm, discord-interactions 0.4.0 of PyPI",
);
const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::Ed25519, "X-Signature-Ed25519")
    .with_key(KeyForm::Hex)
    .with_field(Field::new("ts", Source::Header("X-Signature-Timestamp")).with_shape(Shape::Digits))
    .with_message(message("{ts}{$request.body}"))
    .with_danger_touching_parts();
