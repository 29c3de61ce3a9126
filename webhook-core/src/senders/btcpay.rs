use crate::senders::prelude::*;

/// BTCPay Server.
pub const btcpay: Sender = Sender::new(
    "BTCPay Server",
    Scheme::in_header(Algorithm::HmacSha256, "BTCPay-Sig").with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/deliveryId"))
.with_source("https://docs.btcpayserver.org/Development/Greenfield/#webhooks")
.with_evidence(Evidence::ReadSource("receivers of others"));
