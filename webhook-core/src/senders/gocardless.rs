use crate::senders::prelude::*;

/// GoCardless. The header has the name that Standard Webhooks has, for another scheme.
pub const gocardless: Sender = Sender::new(
    "GoCardless",
    Scheme::in_header(Algorithm::HmacSha256, "Webhook-Signature"),
)
.with_each("/events")
.with_discriminator(&[
    Expression::Item("/resource_type"),
    Expression::Item("/action"),
])
.with_id(Expression::Item("/id"))
.with_payload(Expression::Item(""))
.with_source("gocardless-nodejs, `webhooks.parse`")
.with_evidence(Evidence::RanOwnLibrary(
    "gocardless-nodejs 10.1.2 of npm, gocardless_pro 3.22.0 of PyPI",
));
