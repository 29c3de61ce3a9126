use crate::senders::prelude::*;

/// Sanity. The body is what the webhook's projection makes. Its library checks no age; this one accepts five
/// minutes.
pub const sanity: Sender = Sender {
    title: "Sanity",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "sanity-webhook-signature")
            .with_encoding(Encoding::Base64Url)
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Milliseconds, 300)),
    ),
    source: "@sanity/webhook",
    evidence: Some(Evidence::RanOwnLibrary("@sanity/webhook 4.0.4 of npm")),
    ..Sender::BLANK
};
