use crate::senders::prelude::*;

/// BTCPay Server.
pub const btcpay: Sender = Sender {
    title: "BTCPay Server",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "BTCPay-Sig").with_value(value("sha256={digest}")),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/deliveryId")),
    source: "https://docs.btcpayserver.org/Development/Greenfield/#webhooks",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
