//! Keeps the leases of runs.

use std::sync::Weak;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::store::Inner;

/// How often the leases are renewed, at least. A server that has no leader takes no renewals for up to ten seconds.
const RENEW_EVERY: Duration = Duration::from_secs(5);

/// Renews the leases of this process's runs for as long as the store is there, each until its deadline and a lease.
pub(crate) async fn keep(inner: Weak<Inner>) {
    let Some(lease) = inner.upgrade().map(|inner| inner.policy.lease) else {
        return;
    };
    let every = (lease / 3).clamp(Duration::from_millis(10), RENEW_EVERY);
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let Some(inner) = inner.upgrade().filter(|inner| !inner.is_closed()) else {
            return;
        };
        let now = Instant::now();
        let replies: Vec<_> = {
            let live = inner.live();
            let held = live.values().filter(|held| held.until > now);
            held.map(|held| held.reply.clone()).collect()
        };
        for reply in replies {
            // The next tick tries again.
            let _sent = inner.js.tell(&reply, b"+WPI").await;
        }
    }
}
