use crate::senders::prelude::*;

/// Twitch EventSub. The id and the time touch the body. Revocations have no `event`.
pub const twitch: Sender = Sender {
    title: "Twitch EventSub",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Twitch-Eventsub-Message-Signature")
            .with_value(value("sha256={digest}"))
            .with_field(Field::new(
                "id",
                Source::Header("Twitch-Eventsub-Message-Id"),
            ))
            .with_field(Field::new(
                "ts",
                Source::Header("Twitch-Eventsub-Message-Timestamp"),
            ))
            .with_message(message("{id}{ts}{$request.body}"))
            .with_danger_touching_parts()
            .with_freshness(within("ts", TimeUnit::Rfc3339, 600)),
    ),
    discriminator: &[Expression::Pointer("/subscription/type")],
    id: Some(Expression::Header("Twitch-Eventsub-Message-Id")),
    payload: Some(Expression::Pointer("/event")),
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::present(Expression::Pointer("/challenge"))])
        .echo(Expression::Pointer("/challenge"))
        .verified()],
    source: "@twurple/eventsub-http, `_verifyData`",
    evidence: Some(Evidence::RanReceiver(
        "@twurple/eventsub-http 8.1.4 of npm, nuxt-webhook-validators 0.2.12 of npm, twitchAPI 4.5.0 of PyPI",
    )),
    ..Sender::BLANK
};
