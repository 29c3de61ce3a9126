use crate::senders::prelude::*;

/// Mercado Pago. Two ids and a time are signed, and not the body: read the payment from its API.
/// A delivery without one of the ids is signed without its part. Notifications of QR codes are not signed, and are refused.
pub const mercadopago: Sender = Sender {
    title: "Mercado Pago",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(id("id", Source::Query("data.id")))
            .with_field(id("request", Source::Header("x-request-id")))
            .with_field(Field::new("ts", Source::Item("ts")))
            .with_message(message(
                "{?id:id:{id};}{?request:request-id:{request};}ts:{ts};",
            ))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/type")],
    source: "mercadopago, `WebhookSignatureValidator`",
    evidence: Some(Evidence::RanOwnLibrary(
        "mercadopago 3.6.1 of npm, mercadopago 3.6.0 of PyPI",
    )),
    ..Sender::BLANK
};

/// Neither id has a semicolon, which ends its part.
const fn id(name: &'static str, source: Source<'static>) -> Field<'static> {
    Field::new(name, source)
        .with_shape(Shape::Without(';'))
        .optional()
}
