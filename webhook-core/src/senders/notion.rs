use crate::senders::prelude::*;

/// Notion. The first request carries the key of all later ones. It is acknowledged and never adopted: admit it, and
/// configure the key by hand.
pub const notion: Sender = Sender::without_scheme("Notion")
    .with_handshakes(&[Handshake::new("POST")
        .when(&[Condition::present(Expression::Pointer(
            "/verification_token",
        ))])
        .admitted()])
    .with_source("Notion API documentation, \"Webhooks\"")
    .with_evidence(Evidence::Documentation);
