//! Tells other processes of what was queued, and hears of it from them.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::time::{sleep, timeout};

use crate::postgres::fault::Fault;
use crate::postgres::state::{Inner, WORK_WITHIN};

/// How often others are told at most. A notification takes a lock of the whole server, so it is not part of an insertion.
const TELL_EVERY: Duration = Duration::from_millis(20);
/// How soon a listener that was lost is replaced. Until then, workers look by themselves.
const AGAIN: Duration = Duration::from_secs(1);

/// Tells others whenever this process has queued something.
pub(super) async fn tell(inner: Arc<Inner>) {
    loop {
        inner.bell.notified().await;
        // If they are not told, they look by themselves soon.
        let _untold = timeout(WORK_WITHIN, told(&inner)).await;
        sleep(TELL_EVERY).await;
    }
}

async fn told(inner: &Inner) -> Result<(), Fault> {
    let mut idle = inner.lanes.leases.idle().await?;
    sqlx::query("SELECT pg_notify($1, $2)")
        .bind(&inner.channel)
        .bind(&inner.name)
        .execute(&mut *idle)
        .await?;
    idle.keep();
    Ok(())
}

/// Wakes workers whenever another process has queued something.
pub(super) async fn hear(inner: Arc<Inner>) {
    loop {
        // A lost connection is replaced by a new listener: the one of sqlx keeps a connection that was reset.
        let _lost = listen(&inner).await;
        sleep(AGAIN).await;
    }
}

async fn listen(inner: &Inner) -> Result<(), sqlx::Error> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(AGAIN)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(inner.connect.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.eager_reconnect(false);
    listener.listen(&inner.channel).await?;
    // Something may have come before.
    inner.queued.notify_one();
    while let Some(notification) = listener.try_recv().await? {
        if notification.payload() != inner.name {
            inner.queued.notify_one();
        }
    }
    Ok(())
}
