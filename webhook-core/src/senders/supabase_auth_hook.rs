use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Supabase auth hooks. Each hook has its own URL, and the body does not name it. The secret has the prefix
/// `v1,whsec_`.
pub const supabase_auth_hook: Sender = Sender {
    title: "Supabase auth hooks",
    scheme: Some(V1),
    id: Some(Expression::Header("webhook-id")),
    rotation: "a list of signatures, one for each active key",
    source: "Supabase documentation, \"Auth hooks\"",
    evidence: Some(Evidence::RanReceiver("standardwebhooks 1.1.1 of npm")),
    ..Sender::BLANK
};
