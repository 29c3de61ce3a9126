use crate::senders::prelude::*;

/// Midtrans, payments. An id, a code and an amount are signed with the server key, and not the status: read the transaction
/// from its API.
pub const midtrans: Sender = Sender {
    title: "Midtrans, payments",
    scheme: Some(
        Scheme::new(
            Algorithm::Sha512Suffix,
            SignatureLocation::Pointer("/signature_key"),
        )
        .with_field(Field::new("order", Source::Pointer("/order_id")))
        .with_field(Field::new("code", Source::Pointer("/status_code")))
        .with_field(Field::new("amount", Source::Pointer("/gross_amount")))
        .with_message(message("{order}{code}{amount}"))
        .with_danger_touching_parts(),
    ),
    discriminator: &[Expression::Pointer("/transaction_status")],
    payload: Some(Expression::Body),
    source: "https://docs.midtrans.com/docs/https-notification-webhooks",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};

/// Midtrans, payouts (Iris). The body is signed with the merchant key.
pub const midtrans_payouts: Sender = Sender {
    title: "Midtrans, payouts",
    scheme: Some(Scheme::in_header(Algorithm::Sha512Suffix, "Iris-Signature")),
    discriminator: &[Expression::Pointer("/status")],
    payload: Some(Expression::Body),
    source: "https://docs.midtrans.com/reference/notification-payload-1",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
