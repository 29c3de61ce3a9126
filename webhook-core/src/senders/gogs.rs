use crate::senders::prelude::*;

/// Gogs. The event and the id are in headers that are not signed.
pub const gogs: Sender = Sender {
    title: "Gogs",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "X-Gogs-Signature")),
    discriminator: &[Expression::Header("X-Gogs-Event")],
    id: Some(Expression::Header("X-Gogs-Delivery")),
    payload: Some(Expression::Body),
    rotation: "give both secrets to the keyring",
    source: "gogs/gogs, `internal/database/webhook.go`",
    evidence: Some(Evidence::ReadSource("Gogs at 040a86d8")),
    ..Sender::BLANK
};
