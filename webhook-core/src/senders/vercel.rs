use crate::senders::prelude::*;

/// Vercel. It signs with SHA-1. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const vercel: Sender = Sender {
    title: "Vercel",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha1, "x-vercel-signature")),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/payload")),
    source: "Vercel documentation, \"Securing webhooks\"",
    evidence: Some(Evidence::RanReceiver(
        "nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
