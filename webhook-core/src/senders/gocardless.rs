use crate::senders::prelude::*;

/// GoCardless. The header has the name that Standard Webhooks has, for another scheme.
pub const gocardless: Sender = Sender {
    title: "GoCardless",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "Webhook-Signature",
    )),
    each: Some("/events"),
    discriminator: &[
        Expression::Item("/resource_type"),
        Expression::Item("/action"),
    ],
    id: Some(Expression::Item("/id")),
    payload: Some(Expression::Item("")),
    source: "gocardless-nodejs, `webhooks.parse`",
    evidence: Some(Evidence::RanOwnLibrary(
        "gocardless-nodejs 10.1.2 of npm, gocardless_pro 3.22.0 of PyPI",
    )),
    ..Sender::BLANK
};
