use crate::senders::prelude::*;

/// Trello. The signed URL is the registered one, behind the body without a border: set `public_url`. It asks a
/// `HEAD` when a webhook is made.
pub const trello: Sender = Sender {
    title: "Trello",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha1, "X-Trello-Webhook")
            .with_encoding(Encoding::Base64)
            .with_message(message("{$request.body}{$url}"))
            .with_danger_touching_parts(),
    ),
    discriminator: &[Expression::Pointer("/action/type")],
    id: Some(Expression::Pointer("/action/id")),
    payload: Some(Expression::Pointer("/action")),
    handshakes: &[Handshake::new("HEAD")],
    source: "n8n, `TrelloTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
