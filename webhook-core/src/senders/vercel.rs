use crate::senders::prelude::*;

/// Vercel. It signs with SHA-1. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const vercel: Sender = Sender::new(
    "Vercel",
    Scheme::in_header(Algorithm::HmacSha1, "x-vercel-signature"),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_payload(Expression::Pointer("/payload"))
.with_source("Vercel documentation, \"Securing webhooks\"")
.with_evidence(Evidence::RanReceiver(
    "nuxt-webhook-validators 0.2.12 of npm",
));
