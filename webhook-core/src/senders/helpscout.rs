use crate::senders::prelude::*;

/// Help Scout. It signs with HMAC-SHA1.
pub const helpscout: Sender = Sender::new(
    "Help Scout",
    Scheme::in_header(Algorithm::HmacSha1, "X-HelpScout-Signature").with_encoding(Encoding::Base64),
)
.with_source("n8n, `HelpScoutTrigger`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
