use crate::senders::prelude::*;

/// Deepgram. It signs nothing. The token is the identifier of the API key, which is not a secret.
pub const deepgram: Sender = Sender {
    title: "Deepgram",
    scheme: Some(Scheme::in_header(Algorithm::Token, "dg-token")),
    source: "hookdeck/webhook-skills, `deepgram`",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
