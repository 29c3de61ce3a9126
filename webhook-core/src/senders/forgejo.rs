use crate::senders::prelude::*;

/// Forgejo. The event and the id are in headers that are not signed.
pub const forgejo: Sender = Sender::new(
    "Forgejo",
    Scheme::in_header(Algorithm::HmacSha256, "X-Forgejo-Signature"),
)
.with_discriminator(&[Expression::Header("X-Forgejo-Event")])
.with_id(Expression::Header("X-Forgejo-Delivery"))
.with_payload(Expression::Body)
.with_rotation("give both secrets to the keyring")
.with_source("Forgejo, `services/webhook/deliver.go`")
.with_evidence(Evidence::ReadSource("the code that it shares with Gitea"));
