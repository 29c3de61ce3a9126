use crate::senders::prelude::*;

/// Airtable. A delivery only says that there is something to fetch. The secret is Base64.
pub const airtable: Sender = Sender {
    title: "Airtable",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Airtable-Content-MAC")
            .with_value(value("hmac-sha256={digest}"))
            .with_key(KeyForm::Base64),
    ),
    payload: Some(Expression::Body),
    source: "pyairtable, `WebhookNotification.from_request`",
    evidence: Some(Evidence::RanReceiver("pyairtable 3.5.1 of PyPI")),
    ..Sender::BLANK
};
