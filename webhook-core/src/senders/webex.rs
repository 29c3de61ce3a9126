use crate::senders::prelude::*;

/// Webex. It signs with HMAC-SHA1.
pub const webex: Sender = Sender::new(
    "Webex",
    Scheme::in_header(Algorithm::HmacSha1, "X-Spark-Signature"),
)
.with_payload(Expression::Body)
.with_source("n8n, `CiscoWebexTrigger`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
