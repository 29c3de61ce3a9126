use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Make. The topic is in a header that is not signed.
pub const make_com: Sender = Sender::new("Make", V1)
    .with_discriminator(&[Expression::Header("Webhook-Topic")])
    .with_id(Expression::Header("webhook-id"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("https://developers.make.com/event-subscription/implementation/verify-signatures")
    .with_evidence(Evidence::RanReceiver("standardwebhooks 1.1.1 of npm"));
