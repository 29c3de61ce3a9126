use crate::senders::prelude::*;

/// Gogs. The event and the id are in headers that are not signed.
pub const gogs: Sender = Sender::new(
    "Gogs",
    Scheme::in_header(Algorithm::HmacSha256, "X-Gogs-Signature"),
)
.with_discriminator(&[Expression::Header("X-Gogs-Event")])
.with_id(Expression::Header("X-Gogs-Delivery"))
.with_payload(Expression::Body)
.with_rotation("give both secrets to the keyring")
.with_source("gogs/gogs, `internal/database/webhook.go`")
.with_evidence(Evidence::ReadSource("Gogs at 040a86d8"));
