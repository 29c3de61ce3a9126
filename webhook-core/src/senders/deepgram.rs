use crate::senders::prelude::*;

/// Deepgram. Nothing is signed, and the token is the identifier of the API key, which is no secret of its own.
pub const deepgram: Sender =
    Sender::new("Deepgram", Scheme::in_header(Algorithm::Token, "dg-token"))
        .with_source("hookdeck/webhook-skills, `deepgram`")
        .with_evidence(Evidence::Documented);
