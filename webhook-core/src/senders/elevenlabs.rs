use crate::senders::prelude::*;

/// ElevenLabs. A delivery may be half an hour old.
pub const elevenlabs: Sender = Sender {
    title: "ElevenLabs",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "ElevenLabs-Signature")
            .with_list(List::new(',', '=', Label::Is("v0")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(
                within("t", TimeUnit::Seconds, 1800).with_max_skew(Duration::from_secs(300)),
            ),
    ),
    discriminator: &[Expression::Pointer("/type")],
    payload: Some(Expression::Pointer("/data")),
    source: "@elevenlabs/elevenlabs-js, `webhooks.constructEvent`",
    evidence: Some(Evidence::RanOwnLibrary(
        "@elevenlabs/elevenlabs-js 2.73.0 of npm",
    )),
    ..Sender::BLANK
};
