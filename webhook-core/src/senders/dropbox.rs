use crate::senders::prelude::*;

/// Dropbox. A delivery says only that something changed: ask its API what.
pub const dropbox: Sender = Sender::new(
    "Dropbox",
    Scheme::in_header(Algorithm::HmacSha256, "X-Dropbox-Signature"),
)
.with_handshakes(&[Handshake::new("GET")
    .when(&[Condition::present(Expression::Query("challenge"))])
    .echo(Expression::Query("challenge"))])
.with_payload(Expression::Body)
.with_source("Dropbox developers, \"Webhooks\"")
.with_evidence(Evidence::RanReceiver(
    "nuxt-webhook-validators 0.2.12 of npm",
));
