use crate::senders::prelude::*;

/// Recurly, endpoints that get JSON: those of XML are not signed. The body has the id of an object, and not its data.
pub const recurly: Sender = Sender::new(
    "Recurly",
    Scheme::in_header(Algorithm::HmacSha256, "recurly-signature")
        .with_list(List::unlabelled(','))
        .with_field(Field::new("ts", Source::Item("1")))
        .with_message(message("{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
)
.with_discriminator(&[
    Expression::Pointer("/object_type"),
    Expression::Pointer("/event_type"),
])
.with_payload(Expression::Body)
.with_rotation("one more signature for the previous key, for 24 hours")
.with_source("https://docs.recurly.com/v1.3/docs/signature-verification")
.with_evidence(Evidence::Documented);
