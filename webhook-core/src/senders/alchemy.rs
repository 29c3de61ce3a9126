use crate::senders::prelude::*;

/// Alchemy. The key is the whole text, with `whsec_`.
pub const alchemy: Sender = Sender::new(
    "Alchemy",
    Scheme::in_header(Algorithm::HmacSha256, "X-Alchemy-Signature"),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_source("Alchemy documentation, \"Notify API\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
