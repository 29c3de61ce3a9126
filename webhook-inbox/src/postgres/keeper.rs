//! Renews leases, on a connection of its own.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::postgres::admin;
use crate::postgres::fault::Fault;
use crate::postgres::runs;
use crate::postgres::state::{Inner, WORK_WITHIN};

/// How soon a renewal that failed is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Renews leases, and counts what waits, because other processes change it.
pub(super) async fn tend(inner: Arc<Inner>) {
    let every = (inner.policy.lease / 3).max(Duration::from_millis(100));
    let mut tended = 0_u64;
    loop {
        sleep(every).await;
        while !renewed(&inner).await {
            sleep(AGAIN.min(every)).await;
        }
        tended = tended.wrapping_add(1);
        if tended.is_multiple_of(3) {
            // What was counted last stays until the server answers again.
            let _unanswered = timeout(WORK_WITHIN, count(&inner)).await;
        }
    }
}

async fn renewed(inner: &Inner) -> bool {
    if inner.live().is_empty() {
        return true;
    }
    let renewed = timeout(WORK_WITHIN, async {
        let mut begun = inner.lanes.leases.begin().await?;
        runs::renew(&mut begun, inner).await?;
        begun.commit().await
    });
    matches!(renewed.await, Ok(Ok(())))
}

/// How many rows of each group wait.
pub(super) async fn count(inner: &Inner) -> Result<(), Fault> {
    let mut begun = inner.lanes.leases.begin().await?;
    let waiting = admin::waiting(&mut begun).await?;
    begun.commit().await?;
    *inner.waiting() = waiting;
    Ok(())
}
