use crate::senders::prelude::*;

/// Asana. The header of the first request becomes the key: admit it only while you create a subscription. A
/// heartbeat has no events.
pub const asana: Sender = Sender::new(
    "Asana",
    Scheme::in_header(Algorithm::HmacSha256, "X-Hook-Signature"),
)
.with_each("/events")
.with_discriminator(&[Expression::Item("/action")])
.with_payload(Expression::Item(""))
.with_handshakes(&[Handshake::new("POST")
    .when(&[Condition::present(Expression::Header("X-Hook-Secret"))])
    .echo_headers(&[(Expression::Header("X-Hook-Secret"), "x-hook-secret")])
    .admitted()])
.with_source("n8n, `AsanaTrigger`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
