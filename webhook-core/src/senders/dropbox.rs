use crate::senders::prelude::*;

/// Dropbox. A delivery says only that something changed: ask its API what.
pub const dropbox: Sender = Sender {
    title: "Dropbox",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Dropbox-Signature",
    )),
    handshakes: &[Handshake::new("GET")
        .when(&[Condition::present(Expression::Query("challenge"))])
        .echo(Expression::Query("challenge"))],
    payload: Some(Expression::Body),
    source: "Dropbox developers, \"Webhooks\"",
    evidence: Some(Evidence::RanReceiver(
        "nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
