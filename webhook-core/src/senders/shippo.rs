use crate::senders::prelude::*;

/// Shippo. It signs only after a request to its support.
pub const shippo: Sender = Sender {
    title: "Shippo",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Shippo-Auth-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/event")],
    source: "Shippo documentation, \"Webhook security\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
