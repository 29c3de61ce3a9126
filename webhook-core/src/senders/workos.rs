use crate::senders::prelude::*;

/// WorkOS. The time has milliseconds, and its library takes a delivery for too old after three minutes.
pub const workos: Sender = Sender::new(
    "WorkOS",
    Scheme::in_header(Algorithm::HmacSha256, "WorkOS-Signature")
        .with_list(List::new(',', '=', Label::Is("v1")).spaced())
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message("{t}.{$request.body}"))
        .with_freshness(within("t", TimeUnit::Milliseconds, 180)),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_id(Expression::Pointer("/id"))
.with_payload(Expression::Pointer("/data"))
.with_source("@workos-inc/node, `webhooks.constructEvent`")
.with_evidence(Evidence::RanOwnLibrary(
    "@workos-inc/node 8.13.0 of npm, workos 10.8.0 of PyPI",
));

/// WorkOS actions. The answer must be signed too, which is up to the handler.
pub const workos_actions: Sender = Sender::new(
    "WorkOS actions",
    Scheme::in_header(Algorithm::HmacSha256, "WorkOS-Signature")
        .with_list(List::new(',', '=', Label::Is("v1")).spaced())
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message("{t}.{$request.body}"))
        .with_freshness(within("t", TimeUnit::Milliseconds, 30)),
)
.with_discriminator(&[Expression::Pointer("/object")])
.with_payload(Expression::Body)
.with_source("workos, `actions.construct_action`")
.with_evidence(Evidence::RanOwnLibrary("workos 10.8.0 of PyPI"));
