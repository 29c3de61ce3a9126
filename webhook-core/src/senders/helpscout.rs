use crate::senders::prelude::*;

/// Help Scout. It signs with HMAC-SHA1.
pub const helpscout: Sender = Sender {
    title: "Help Scout",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha1, "X-HelpScout-Signature")
            .with_encoding(Encoding::Base64),
    ),
    source: "n8n, `HelpScoutTrigger`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
