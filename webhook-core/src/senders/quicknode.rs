use crate::senders::prelude::*;

/// QuickNode. The nonce has no known shape and no border to the time. A compressed body must be decompressed
/// before: it is signed as it was.
pub const quicknode: Sender = Sender {
    title: "QuickNode",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-qn-signature")
            .with_field(Field::new("nonce", Source::Header("x-qn-nonce")))
            .with_field(Field::new("ts", Source::Header("x-qn-timestamp")))
            .with_message(message("{nonce}{ts}{$request.body}"))
            .with_danger_touching_parts()
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    source: "QuickNode documentation, \"Validate incoming streams webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
