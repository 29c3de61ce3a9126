use crate::senders::prelude::*;

/// Microsoft Graph. The validation token is repeated, decoded, as plain text that browsers do not sniff.
pub const microsoft_graph: Sender = Sender {
    title: "Microsoft Graph",
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::present(Expression::Query("validationToken"))])
        .echo(Expression::Query("validationToken"))],
    source: "Microsoft Graph documentation, \"Receive change notifications through webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
