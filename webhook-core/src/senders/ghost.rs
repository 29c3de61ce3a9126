use crate::senders::prelude::*;

/// Ghost. Each event has its own URL, and the request does not name it.
pub const ghost: Sender = Sender {
    title: "Ghost",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Ghost-Signature")
            .with_list(List::new(',', '=', Label::Is("sha256")).spaced())
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{$request.body}{t}"))
            .with_freshness(within("t", TimeUnit::Milliseconds, 300)),
    ),
    payload: Some(Expression::Body),
    source: "Ghost, `services/webhooks/WebhookTrigger.js`",
    evidence: Some(Evidence::RanOwnLibrary("ghost 5.130.6 of npm")),
    ..Sender::BLANK
};
