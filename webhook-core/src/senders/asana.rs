use crate::senders::prelude::*;

/// Asana. The header of the first request becomes the key: admit it only while you create a subscription.
pub const asana: Sender = Sender::without_scheme("Asana")
    .with_handshakes(&[Handshake::new("POST")
        .when(&[Condition::present(Expression::Header("X-Hook-Secret"))])
        .echo_headers(&[(Expression::Header("X-Hook-Secret"), "x-hook-secret")])
        .admitted()])
    .with_source("Asana developer documentation, \"Webhooks\"")
    .with_evidence(Evidence::Documentation);
