use crate::senders::prelude::*;

/// Deepgram. It signs nothing. The token is the identifier of the API key, which is not a secret.
pub const deepgram: Sender =
    Sender::new("Deepgram", Scheme::in_header(Algorithm::Token, "dg-token"))
        .with_source("hookdeck/webhook-skills, `deepgram`")
        .with_evidence(Evidence::Documented);
