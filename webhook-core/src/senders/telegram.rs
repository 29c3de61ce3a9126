use crate::senders::prelude::*;

/// Telegram. Nothing is signed. An update is told by the key that it has: `when("/message")`.
pub const telegram: Sender = Sender::new(
    "Telegram",
    Scheme::in_header(Algorithm::Token, "X-Telegram-Bot-Api-Secret-Token"),
)
.with_id(Expression::Pointer("/update_id"))
.with_payload(Expression::Body)
.with_source("grammy, `webhook.js`")
.with_evidence(Evidence::RanReceiver("grammy 1.46.0 of npm"));
