use crate::senders::prelude::*;

/// Chargebee. Nothing is signed: the secret is `user:password`.
pub const chargebee: Sender = Sender {
    title: "Chargebee",
    scheme: Some(
        Scheme::in_header(Algorithm::Token, "Authorization")
            .with_value(value("Basic {digest}"))
            .with_key(KeyForm::Basic),
    ),
    discriminator: &[Expression::Pointer("/event_type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/content")),
    source: "chargebee, `basicAuthValidator`",
    evidence: Some(Evidence::RanOwnLibrary("chargebee 3.33.0 of npm")),
    ..Sender::BLANK
};
