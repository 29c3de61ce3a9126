use crate::senders::prelude::*;

/// Gitea. The event and the id are in headers that are not signed. Without a secret, the header is there and empty.
pub const gitea: Sender = Sender::new(
    "Gitea",
    Scheme::in_header(Algorithm::HmacSha256, "X-Gitea-Signature"),
)
.with_discriminator(&[Expression::Header("X-Gitea-Event")])
.with_id(Expression::Header("X-Gitea-Delivery"))
.with_payload(Expression::Body)
.with_rotation("give both secrets to the keyring")
.with_source("go-gitea/gitea, `services/webhook/deliver.go`")
.with_evidence(Evidence::ReadSource("Gitea at 05a2257a"));

/// Gitea, as a form: the signed text is the field `payload`, decoded.
pub const gitea_form: Sender = Sender::new(
    "Gitea, as a form",
    Scheme::in_header(Algorithm::HmacSha256, "X-Gitea-Signature")
        .with_field(Field::new("payload", Source::Form("payload")))
        .with_message(message("{payload}")),
)
.with_body(BodyKind::FormField("payload"))
.with_discriminator(&[Expression::Header("X-Gitea-Event")])
.with_id(Expression::Header("X-Gitea-Delivery"))
.with_payload(Expression::Body)
.with_rotation("give both secrets to the keyring")
.with_source("go-gitea/gitea, `services/webhook/deliver.go`")
.with_evidence(Evidence::ReadSource("Gitea at 05a2257a"));
