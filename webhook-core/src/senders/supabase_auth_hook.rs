use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Supabase auth hooks. Each hook has its own URL, and the body does not name it. The secret has the prefix
/// `v1,whsec_`.
pub const supabase_auth_hook: Sender = Sender::new("Supabase auth hooks", V1)
    .with_id(Expression::Header("webhook-id"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("Supabase documentation, \"Auth hooks\"")
    .with_evidence(Evidence::RanReceiver("standardwebhooks 1.1.1 of npm"));
