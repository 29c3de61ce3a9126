use crate::senders::prelude::*;

/// Ecwid. Only the time and the id of the event are signed: read what changed from its API.
pub const ecwid: Sender = Sender {
    title: "Ecwid",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Ecwid-Webhook-Signature")
            .with_encoding(Encoding::Base64)
            .with_field(Field::new("c", Source::Pointer("/eventCreated")))
            .with_field(Field::new("i", Source::Pointer("/eventId")))
            .with_message(message("{c}.{i}"))
            .with_freshness(within("c", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/eventType")],
    id: Some(Expression::Pointer("/eventId")),
    source: "Ecwid documentation, \"Webhooks\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
