use crate::senders::prelude::*;

/// WorkOS. The time has milliseconds, and its library takes a delivery for too old after three minutes.
pub const workos: Sender = Sender {
    title: "WorkOS",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "WorkOS-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")).spaced())
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Milliseconds, 180)),
    ),
    discriminator: &[Expression::Pointer("/event")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/data")),
    source: "@workos-inc/node, `webhooks.constructEvent`",
    evidence: Some(Evidence::RanOwnLibrary(
        "@workos-inc/node 8.13.0 of npm, workos 10.8.0 of PyPI",
    )),
    ..Sender::BLANK
};

/// WorkOS actions. The answer must be signed too, which is up to the handler.
pub const workos_actions: Sender = Sender {
    title: "WorkOS actions",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "WorkOS-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")).spaced())
            .with_field(Field::new("t", Source::Item("t")))
            .with_message(message("{t}.{$request.body}"))
            .with_freshness(within("t", TimeUnit::Milliseconds, 30)),
    ),
    discriminator: &[Expression::Pointer("/object")],
    payload: Some(Expression::Body),
    source: "workos, `actions.construct_action`",
    evidence: Some(Evidence::RanOwnLibrary("workos 10.8.0 of PyPI")),
    ..Sender::BLANK
};
