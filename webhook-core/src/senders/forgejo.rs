use crate::senders::prelude::*;

/// Forgejo. The event and the id are in headers that are not signed.
pub const forgejo: Sender = Sender {
    title: "Forgejo",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Forgejo-Signature",
    )),
    discriminator: &[Expression::Header("X-Forgejo-Event")],
    id: Some(Expression::Header("X-Forgejo-Delivery")),
    payload: Some(Expression::Body),
    rotation: "give both secrets to the keyring",
    source: "Forgejo, `services/webhook/deliver.go`",
    evidence: Some(Evidence::ReadSource("the code that it shares with Gitea")),
    ..Sender::BLANK
};
