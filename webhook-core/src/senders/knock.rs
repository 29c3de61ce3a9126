use crate::senders::prelude::*;

/// Knock.
pub const knock: Sender = Sender {
    title: "Knock",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-knock-signature")
            .with_encoding(Encoding::Base64)
            .with_list(List::new(',', '=', Label::Is("s")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Milliseconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/type")],
    source: "https://docs.knock.app/developer-tools/outbound-webhooks",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
