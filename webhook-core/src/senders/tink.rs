use crate::senders::prelude::*;

/// Tink.
pub const tink: Sender = Sender {
    title: "Tink",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Tink-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/event")],
    source: "Tink documentation, \"Webhooks\", \"Verify the signature\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
