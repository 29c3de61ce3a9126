use crate::senders::prelude::*;

/// Mercado Pago. Two ids and a time are signed, and not the body: read the payment from its API.
/// A delivery without one of the ids is signed without its part, and is refused here.
pub const mercadopago: Sender = Sender::new(
    "Mercado Pago",
    Scheme::in_header(Algorithm::HmacSha256, "x-signature")
        .with_list(List::new(',', '=', Label::Is("v1")))
        .with_field(Field::new("ts", Source::Item("ts")))
        .with_message(message(
            "id:{$request.query.data.id};request-id:{$request.header.x-request-id};ts:{ts};",
        ))
        .with_freshness(within("ts", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_source("mercadopago, `WebhookSignatureValidator`")
.with_evidence(Evidence::RanOwnLibrary(
    "mercadopago 3.6.1, mercadopago 3.6.1 of PyPI",
));
