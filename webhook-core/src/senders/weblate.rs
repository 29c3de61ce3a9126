use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Weblate. The headers are those of Standard Webhooks, and the time has a fraction that is not signed.
pub const weblate: Sender = Sender {
    title: "Weblate",
    scheme: Some(V1.with_freshness(within("ts", TimeUnit::DecimalSeconds, 300))),
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Body),
    source: "Weblate, `addons/webhooks.py`",
    evidence: Some(Evidence::RanReceiver(
        "standardwebhooks 1.1.1 of npm, standardwebhooks 1.1.0 of PyPI",
    )),
    ..Sender::BLANK
};
