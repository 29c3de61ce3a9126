use crate::senders::prelude::*;

/// Midtrans, payments. An id, a code and an amount are signed with the server key, and not the status: read the transaction
/// from its API.
pub const midtrans: Sender = Sender::new(
    "Midtrans, payments",
    Scheme::new(
        Algorithm::Sha512Suffix,
        SignatureLocation::Pointer("/signature_key"),
    )
    .with_field(Field::new("order", Source::Pointer("/order_id")))
    .with_field(Field::new("code", Source::Pointer("/status_code")))
    .with_field(Field::new("amount", Source::Pointer("/gross_amount")))
    .with_message(message("{order}{code}{amount}"))
    .with_danger_touching_parts(),
)
.with_discriminator(&[Expression::Pointer("/transaction_status")])
.with_payload(Expression::Body)
.with_source("https://docs.midtrans.com/docs/https-notification-webhooks")
.with_evidence(Evidence::Documented);

/// Midtrans, payouts (Iris). The body is signed with the merchant key.
pub const midtrans_payouts: Sender = Sender::new(
    "Midtrans, payouts",
    Scheme::in_header(Algorithm::Sha512Suffix, "Iris-Signature"),
)
.with_discriminator(&[Expression::Pointer("/status")])
.with_payload(Expression::Body)
.with_source("https://docs.midtrans.com/reference/notification-payload-1")
.with_evidence(Evidence::Documented);
