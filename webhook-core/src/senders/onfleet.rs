use crate::senders::prelude::*;

/// Onfleet. The secret is hexadecimal text, and its bytes are the key.
pub const onfleet: Sender = Sender {
    title: "Onfleet",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha512, "X-Onfleet-Signature").with_key(KeyForm::Hex),
    ),
    discriminator: &[Expression::Pointer("/triggerId")],
    handshakes: &[Handshake::new("GET")
        .when(&[Condition::present(Expression::Query("check"))])
        .echo(Expression::Query("check"))],
    source: "n8n, `OnfleetTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
