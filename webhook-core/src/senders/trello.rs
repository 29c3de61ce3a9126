use crate::senders::prelude::*;

/// Trello. The signed URL is the registered one, behind the body without a border: set `public_url`. It asks a
/// `HEAD` when a webhook is made.
pub const trello: Sender = Sender::new(
    "Trello",
    Scheme::in_header(Algorithm::HmacSha1, "X-Trello-Webhook")
        .with_encoding(Encoding::Base64)
        .with_message(message("{$request.body}{$url}"))
        .with_danger_touching_parts(),
)
.with_discriminator(&[Expression::Pointer("/action/type")])
.with_id(Expression::Pointer("/action/id"))
.with_payload(Expression::Pointer("/action"))
.with_handshakes(&[Handshake::new("HEAD")])
.with_source("n8n, `TrelloTriggerHelpers`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
