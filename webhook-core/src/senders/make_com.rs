use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Make. The topic is in a header that is not signed.
pub const make_com: Sender = Sender {
    title: "Make",
    scheme: Some(V1),
    discriminator: &[Expression::Header("Webhook-Topic")],
    id: Some(Expression::Header("webhook-id")),
    rotation: "a list of signatures, one for each active key",
    source: "https://developers.make.com/event-subscription/implementation/verify-signatures",
    evidence: Some(Evidence::RanReceiver("standardwebhooks 1.1.1 of npm")),
    ..Sender::BLANK
};
