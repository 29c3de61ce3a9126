//! Groups that a person paused.

use bytes::Bytes;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use crate::sqlite::fault::Fault;

/// Pauses a group, or resumes it. Pausing or resuming again changes nothing.
pub(super) async fn set(
    connection: &mut SqliteConnection,
    group: &Bytes,
    pause: bool,
    now: i64,
) -> Result<(), Fault> {
    let set = if pause {
        sqlx::query(
            "INSERT INTO webhook_inbox_paused (grp) VALUES (?1) ON CONFLICT (grp) DO UPDATE SET resumed_at = NULL",
        )
    } else {
        sqlx::query(
            "UPDATE webhook_inbox_paused SET resumed_at = ?2 WHERE grp = ?1 AND resumed_at IS NULL",
        )
    };
    set.bind(group.to_vec())
        .bind((!pause).then_some(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// The groups that are paused now.
pub(super) async fn groups(connection: &mut SqliteConnection) -> Result<Vec<Bytes>, Fault> {
    let rows =
        sqlx::query("SELECT grp FROM webhook_inbox_paused WHERE resumed_at IS NULL ORDER BY grp")
            .fetch_all(connection)
            .await?;
    let group = |row: &SqliteRow| Ok(row.try_get::<Vec<u8>, _>(0)?.into());
    rows.iter().map(group).collect()
}
