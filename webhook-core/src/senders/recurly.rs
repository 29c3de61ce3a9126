use crate::senders::prelude::*;

/// Recurly, endpoints that get JSON: those of XML are not signed. The body has the id of an object, and not its data.
pub const recurly: Sender = Sender {
    title: "Recurly",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "recurly-signature")
            .with_list(List::unlabelled(','))
            .with_field(Field::new("ts", Source::Item("1")))
            .with_message(message("{ts}.{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
    ),
    discriminator: &[
        Expression::Pointer("/object_type"),
        Expression::Pointer("/event_type"),
    ],
    payload: Some(Expression::Body),
    rotation: "one more signature for the previous key, for 24 hours",
    source: "https://docs.recurly.com/v1.3/docs/signature-verification",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
