use crate::senders::prelude::*;

/// AfterShip Tracking.
pub const aftership_tracking: Sender = Sender::new(
    "AfterShip Tracking",
    Scheme::in_header(Algorithm::HmacSha256, "aftership-hmac-sha256")
        .with_encoding(Encoding::Base64),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_id(Expression::Pointer("/event_id"))
.with_source("AfterShip documentation, \"Webhook signature\"")
.with_evidence(Evidence::Documented);

/// AfterShip Returns and Warranty. Organisations older than 2022-10-25 have the header of `aftership_shipping`.
pub const aftership_returns: Sender = Sender::new(
    "AfterShip Returns",
    Scheme::in_header(Algorithm::HmacSha256, "as-signature-hmac-sha256")
        .with_encoding(Encoding::Base64),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_source("AfterShip Returns documentation, \"Webhook signature\"")
.with_evidence(Evidence::Documented);

/// AfterShip Shipping.
pub const aftership_shipping: Sender = Sender::new(
    "AfterShip Shipping",
    Scheme::in_header(Algorithm::HmacSha256, "am-webhook-signature")
        .with_encoding(Encoding::Base64)
        .with_value(value("hmac-sha256={digest}")),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_source("AfterShip Shipping documentation, \"Webhook signature\"")
.with_evidence(Evidence::Documented);
