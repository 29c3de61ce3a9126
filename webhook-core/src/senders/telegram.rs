use crate::senders::prelude::*;

/// Telegram. Nothing is signed. An update is told by the key that it has: `when("/message")`.
pub const telegram: Sender = Sender {
    title: "Telegram",
    scheme: Some(Scheme::in_header(
        Algorithm::Token,
        "X-Telegram-Bot-Api-Secret-Token",
    )),
    id: Some(Expression::Pointer("/update_id")),
    payload: Some(Expression::Body),
    source: "grammy, `webhook.js`",
    evidence: Some(Evidence::RanReceiver("grammy 1.46.0 of npm")),
    ..Sender::BLANK
};
