use crate::senders::prelude::*;

/// Onfleet. The secret is hexadecimal text, and its bytes are the key.
pub const onfleet: Sender = Sender::new(
    "Onfleet",
    Scheme::in_header(Algorithm::HmacSha512, "X-Onfleet-Signature").with_key(KeyForm::Hex),
)
.with_discriminator(&[Expression::Pointer("/triggerId")])
.with_handshakes(&[Handshake::new("GET")
    .when(&[Condition::present(Expression::Query("check"))])
    .echo(Expression::Query("check"))])
.with_source("n8n, `OnfleetTriggerHelpers`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
