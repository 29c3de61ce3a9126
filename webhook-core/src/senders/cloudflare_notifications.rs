use crate::senders::prelude::*;

/// Cloudflare notifications. Nothing is signed: one leaked request is enough to forge others.
pub const cloudflare_notifications: Sender = Sender {
    title: "Cloudflare notifications",
    scheme: Some(Scheme::in_header(Algorithm::Token, "cf-webhook-auth")),
    source: "Cloudflare API, `alerting/v3/destinations/webhooks`",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
