use crate::senders::prelude::*;

/// Agora. `Agora-Signature` is the same with HMAC-SHA1, and is not read.
pub const agora: Sender = Sender {
    title: "Agora",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "Agora-Signature-V2",
    )),
    source: "Agora documentation, \"Notifications\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
