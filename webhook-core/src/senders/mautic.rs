use crate::senders::prelude::*;

/// Mautic. The event is the name of a member of the body: `when("/mautic.lead_post_save_new")`.
pub const mautic: Sender = Sender {
    title: "Mautic",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Webhook-Signature")
            .with_encoding(Encoding::Base64),
    ),
    payload: Some(Expression::Body),
    source: "n8n, `MauticTriggerHelpers`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
