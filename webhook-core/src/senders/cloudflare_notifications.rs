use crate::senders::prelude::*;

/// Cloudflare notifications. Nothing is signed: one leaked request is enough to forge others.
pub const cloudflare_notifications: Sender = Sender::new(
    "Cloudflare notifications",
    Scheme::in_header(Algorithm::Token, "cf-webhook-auth"),
)
.with_source("Cloudflare API, `alerting/v3/destinations/webhooks`")
.with_evidence(Evidence::Documented);
