use crate::senders::prelude::*;

/// AfterShip Tracking.
pub const aftership_tracking: Sender = Sender {
    title: "AfterShip Tracking",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "aftership-hmac-sha256")
            .with_encoding(Encoding::Base64),
    ),
    discriminator: &[Expression::Pointer("/event")],
    id: Some(Expression::Pointer("/event_id")),
    source: "AfterShip documentation, \"Webhook signature\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};

/// AfterShip Returns and Warranty. Organisations older than 2022-10-25 have the header of `aftership_shipping`.
pub const aftership_returns: Sender = Sender {
    title: "AfterShip Returns",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "as-signature-hmac-sha256")
            .with_encoding(Encoding::Base64),
    ),
    discriminator: &[Expression::Pointer("/event")],
    source: "AfterShip Returns documentation, \"Webhook signature\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};

/// AfterShip Shipping.
pub const aftership_shipping: Sender = Sender {
    title: "AfterShip Shipping",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "am-webhook-signature")
            .with_encoding(Encoding::Base64)
            .with_value(value("hmac-sha256={digest}")),
    ),
    discriminator: &[Expression::Pointer("/event")],
    source: "AfterShip Shipping documentation, \"Webhook signature\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
