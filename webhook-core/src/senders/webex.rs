use crate::senders::prelude::*;

/// Webex. It signs with HMAC-SHA1.
pub const webex: Sender = Sender {
    title: "Webex",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha1, "X-Spark-Signature")),
    payload: Some(Expression::Body),
    source: "n8n, `CiscoWebexTrigger`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
