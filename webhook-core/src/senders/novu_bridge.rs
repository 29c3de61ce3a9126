use crate::senders::prelude::*;

/// Novu bridge. Its framework signs the JSON that it parsed; this library takes the bytes as they are.
pub const novu_bridge: Sender = Sender {
    title: "Novu bridge",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "novu-signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Milliseconds, 300)),
    ),
    source: "@novu/framework, `validateHmac`",
    evidence: Some(Evidence::RanOwnLibrary("@novu/framework 2.13.2 of npm")),
    ..Sender::BLANK
};
