use crate::senders::prelude::*;

/// Discord. It sends bad signatures on purpose and wants 401 for them. Its library checks no timestamp, nor does this
/// one.
///
/// Needs the feature `asymmetric`.
pub const discord: Sender = Sender::new(
    "Discord",
    Scheme::in_header(Algorithm::Ed25519, "X-Signature-Ed25519")
        .with_key(KeyForm::Hex)
        .with_field(
            Field::new("ts", Source::Header("X-Signature-Timestamp")).with_shape(Shape::Digits),
        )
        .with_message(message("{ts}{$request.body}"))
        .with_danger_touching_parts(),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_handshakes(&[Handshake::new("POST")
    .when(&[Condition::equals(Expression::Pointer("/type"), "1")])
    .json("{\"type\":1}")
    .verified()])
.with_replies(Replies::new().with_ok(204).with_unknown(204))
.with_source("Discord developer documentation, \"Receiving and responding\"")
.with_evidence(Evidence::RanOwnLibrary(
    "discord-interactions 4.4.0, discord-interactions 0.4.0 of PyPI",
));
