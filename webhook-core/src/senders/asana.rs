use crate::senders::prelude::*;

/// Asana. The header of the first request becomes the key: admit it only while you create a subscription. A
/// heartbeat has no events.
pub const asana: Sender = Sender {
    title: "Asana",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "X-Hook-Signature")),
    each: Some("/events"),
    discriminator: &[Expression::Item("/action")],
    payload: Some(Expression::Item("")),
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::present(Expression::Header("X-Hook-Secret"))])
        .echo_headers(&[(Expression::Header("X-Hook-Secret"), "x-hook-secret")])
        .admitted()],
    source: "n8n, `AsanaTrigger`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
