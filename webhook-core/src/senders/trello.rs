use crate::senders::prelude::*;

/// Trello. It asks a `HEAD` when a webhook is made.
pub const trello: Sender = Sender::without_scheme("Trello")
    .with_handshakes(&[Handshake::new("HEAD")])
    .with_source("Atlassian developer documentation, \"Webhooks\" of Trello")
    .with_evidence(Evidence::Documentation);
