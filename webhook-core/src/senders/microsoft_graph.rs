use crate::senders::prelude::*;

/// Microsoft Graph. The validation token is repeated, decoded, as plain text that browsers do not sniff.
pub const microsoft_graph: Sender = Sender::without_scheme("Microsoft Graph")
    .with_handshakes(&[Handshake::new("POST")
        .when(&[Condition::present(Expression::Query("validationToken"))])
        .echo(Expression::Query("validationToken"))])
    .with_source("Microsoft Graph documentation, \"Receive change notifications through webhooks\"")
    .with_evidence(Evidence::Documented);
