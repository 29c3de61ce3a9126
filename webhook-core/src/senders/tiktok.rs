use crate::senders::prelude::*;

/// TikTok. The key is the client secret of the app.
pub const tiktok: Sender = Sender::new(
    "TikTok",
    Scheme::in_header(Algorithm::HmacSha256, "Tiktok-Signature")
        .with_list(List::new(',', '=', Label::Is("s")))
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message("{t}.{$request.body}"))
        .with_freshness(within("t", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_source("TikTok for Developers, \"Webhook verification\"")
.with_evidence(Evidence::Documented);
