use crate::senders::prelude::*;

/// Cybersource. The header has the time, the id of the key and the signature. A delivery may be an hour old, as it
/// says.
pub const cybersource: Sender = Sender {
    title: "Cybersource",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "v-c-signature")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Base64)
            .with_list(List::new(';', '=', Label::Is("sig")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Milliseconds, 3600)),
    ),
    discriminator: &[Expression::Pointer("/eventType")],
    source: "Cybersource documentation, \"Validate a notification\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
