use crate::senders::prelude::*;

/// WooCommerce. It sends a form when a webhook is made.
pub const woocommerce: Sender = Sender::without_scheme("WooCommerce")
    .with_handshakes(&[Handshake::new("POST").when(&[Condition::equals(
        Expression::Header("Content-Type"),
        "application/x-www-form-urlencoded",
    )])])
    .with_source("WooCommerce documentation, \"Webhooks\"")
    .with_evidence(Evidence::Documentation);
