use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Weblate. The headers are those of Standard Webhooks, and the time has a fraction that is not signed.
pub const weblate: Sender = Sender::new(
    "Weblate",
    V1.with_freshness(within("ts", TimeUnit::DecimalSeconds, 300)),
)
.with_id(Expression::Header("webhook-id"))
.with_payload(Expression::Body)
.with_source("Weblate, `addons/webhooks.py`")
.with_evidence(Evidence::RanReceiver(
    "standardwebhooks 1.1.1 of npm, standardwebhooks 1.1.0 of PyPI",
));
