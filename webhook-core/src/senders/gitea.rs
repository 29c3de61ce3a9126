use crate::senders::prelude::*;

/// Gitea. The event and the id are in headers that are not signed. Without a secret, the header is there and empty.
pub const gitea: Sender = Sender {
    title: "Gitea",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Gitea-Signature",
    )),
    discriminator: &[Expression::Header("X-Gitea-Event")],
    id: Some(Expression::Header("X-Gitea-Delivery")),
    payload: Some(Expression::Body),
    rotation: "give both secrets to the keyring",
    source: "go-gitea/gitea, `services/webhook/deliver.go`",
    evidence: Some(Evidence::ReadSource("Gitea at 05a2257a")),
    ..Sender::BLANK
};

/// Gitea, as a form: the signed text is the field `payload`, decoded.
pub const gitea_form: Sender = Sender {
    title: "Gitea, as a form",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Gitea-Signature")
            .with_field(Field::new("payload", Source::Form("payload")))
            .with_message(message("{payload}")),
    ),
    body: BodyKind::FormField("payload"),
    ..gitea
};
