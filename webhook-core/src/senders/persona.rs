use crate::senders::prelude::*;

/// Persona. While a secret is rotated, the header has a set of time and signature for each secret.
pub const persona: Sender = Sender {
    title: "Persona",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Persona-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")).with_sets(' '))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/data/attributes/name")],
    id: Some(Expression::Pointer("/data/id")),
    rotation: "one set of time and signature for each secret",
    source: "Persona documentation, \"Webhooks\", \"Checking signatures\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
