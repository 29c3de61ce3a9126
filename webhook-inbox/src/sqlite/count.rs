//! Counts what waits, beside the writer: a million rows take 50 ms or more, in which nothing could be acknowledged.

use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection as _};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::batch::Waiting;
use crate::sqlite::admin;
use crate::sqlite::effects::run_sql;
use crate::sqlite::fault::Fault;
use crate::sqlite::state::Settings;

/// How long the end of the store waits for a count, so that its connection is not the last one to close the file.
const END_WITHIN: Duration = Duration::from_secs(2);

/// A count that has begun.
pub(super) struct Count {
    /// What the writer knew at that moment.
    since: Waiting,
    counting: JoinHandle<Option<Waiting>>,
}

impl Count {
    /// Begins to count what is committed now. The writer calls it between two of its transactions.
    pub(super) async fn begin(settings: &Settings, known: &Waiting) -> Result<Self, Fault> {
        let connect = settings.connect.clone().pragma("query_only", "1");
        let mut connection = connect.connect().await?;
        run_sql(&mut connection, "BEGIN").await?;
        // The first look at a table decides what the transaction sees.
        run_sql(&mut connection, "SELECT 1 FROM webhook_inbox_schema").await?;
        let counting = tokio::spawn(async move {
            let waiting = admin::waiting(&mut connection).await.ok();
            // It has nothing to commit.
            let _closed = connection.close().await;
            waiting
        });
        let since = known.clone();
        Ok(Self { since, counting })
    }

    pub(super) fn is_over(&self) -> bool {
        self.counting.is_finished()
    }

    /// What waits, with what the writer changed since. `None` if it could not be counted.
    pub(super) async fn end(self, known: &Waiting) -> Option<Waiting> {
        let counted = self.counting.await.ok()??;
        Some(merged(counted, &self.since, known))
    }

    /// Waits until its connection is closed.
    pub(super) async fn close(self) {
        let _late = timeout(END_WITHIN, self.counting).await;
    }
}

fn merged(mut counted: Waiting, since: &Waiting, known: &Waiting) -> Waiting {
    for (group, now) in known {
        let before = since.get(group).copied().unwrap_or(0);
        let waiting = counted.entry(group.clone()).or_default();
        *waiting = waiting.saturating_add(*now).saturating_sub(before);
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_writer_changed_meanwhile_is_counted() {
        let waiting =
            |shop, other| -> Waiting { [("shop".into(), shop), ("other".into(), other)].into() };
        let counted = [("shop".into(), 10), ("third".into(), 3)].into();
        let merged = merged(counted, &waiting(8, 4), &waiting(11, 2));
        let expected = [
            ("shop".into(), 13),
            ("other".into(), 0),
            ("third".into(), 3),
        ];
        assert_eq!(merged, Waiting::from(expected));
    }
}
