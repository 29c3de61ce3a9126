use crate::senders::prelude::*;

/// Discord interactions: commands, components and forms. A handler answers an interaction itself, with
/// [`Outcome::reply`](crate::Outcome::reply).
///
/// Discord sends bad signatures on purpose and wants 401 for them. Its library checks no timestamp, nor does this one.
///
/// Needs the feature `asymmetric`.
pub const discord_interactions: Sender = Sender::new("Discord interactions", SCHEME)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Pointer("/id"))
    .with_payload(Expression::Body)
    .with_handshakes(&[Handshake::new("POST")
        .when(&[Condition::equals(Expression::Pointer("/type"), "1")])
        .json("{\"type\":1}")
        .verified()])
    .with_source("Discord developer documentation, \"Receiving and responding\"")
    .with_evidence(LIBRARIES);

/// Discord webhook events. They are signed like interactions, and the number of their PING is 0: 1 is an event.
///
/// Needs the feature `asymmetric`.
pub const discord_events: Sender = Sender::new("Discord webhook events", SCHEME)
    .with_discriminator(&[Expression::Pointer("/event/type")])
    .with_payload(Expression::Pointer("/event/data"))
    .with_handshakes(&[Handshake::new("POST")
        .when(&[Condition::equals(Expression::Pointer("/type"), "0")])
        .ok(204)
        .verified()])
    .with_replies(Replies::new().with_ok(204).with_unknown(204))
    .with_source("Discord developer documentation, \"Webhook events\"")
    .with_evidence(LIBRARIES);

const LIBRARIES: Evidence = Evidence::RanOwnLibrary(
    "discord-interactions 4.4.0 of npm, discord-interactions 0.4.0 of PyPI",
);
const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::Ed25519, "X-Signature-Ed25519")
    .with_key(KeyForm::Hex)
    .with_field(Field::new("ts", Source::Header("X-Signature-Timestamp")).with_shape(Shape::Digits))
    .with_message(message("{ts}{$request.body}"))
    .with_danger_touching_parts();
