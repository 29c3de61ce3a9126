use crate::senders::prelude::*;

/// Xero. Its intent to receive gets an empty reply if it verifies.
pub const xero: Sender = Sender::without_scheme("Xero")
    .with_handshakes(&[Handshake::new("POST")
        .when(&[Condition::present(Expression::Pointer("/entropy"))])
        .verified()])
    .with_source("Xero developer documentation, \"Webhooks\"")
    .with_evidence(Evidence::Documentation);
