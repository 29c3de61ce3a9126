use crate::senders::prelude::*;

/// TikTok. The key is the client secret of the app.
pub const tiktok: Sender = Sender {
    title: "TikTok",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Tiktok-Signature")
            .with_list(List::new(',', '=', Label::Is("s")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/event")],
    source: "TikTok for Developers, \"Webhook verification\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
