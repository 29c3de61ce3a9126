use crate::senders::prelude::*;

/// Chargebee. Nothing is signed: the secret is `user:password`.
pub const chargebee: Sender = Sender::new(
    "Chargebee",
    Scheme::in_header(Algorithm::Token, "Authorization")
        .with_value(value("Basic {digest}"))
        .with_key(KeyForm::Basic),
)
.with_discriminator(&[Expression::Pointer("/event_type")])
.with_id(Expression::Pointer("/id"))
.with_payload(Expression::Pointer("/content"))
.with_source("chargebee, `basicAuthValidator`")
.with_evidence(Evidence::RanOwnLibrary("chargebee 3.33.0 of npm"));
