use crate::senders::prelude::*;

/// Agora. `Agora-Signature` is the same with HMAC-SHA1, and is not read.
pub const agora: Sender = Sender::new(
    "Agora",
    Scheme::in_header(Algorithm::HmacSha256, "Agora-Signature-V2"),
)
.with_source("Agora documentation, \"Notifications\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
