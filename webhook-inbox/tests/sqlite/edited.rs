//! Rows that a person edited.

use std::time::Duration;

use webhook_inbox::{
    Filter, Finished, Run, SqliteOptions, SqliteStore, State, Store as _, Stored, TestClock,
    Verdict,
};

use crate::{Folder, entry, fetch};

async fn open(folder: &Folder) -> (SqliteStore, TestClock) {
    let clock = TestClock::new();
    let options = SqliteOptions::new(folder.file()).clock(clock.clone());
    (SqliteStore::open(options).await.unwrap(), clock)
}

#[tokio::test]
async fn a_person_cannot_write_what_cannot_be_read() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store.insert(vec![entry("1")]).await.unwrap();
    let mut other = folder.other().await;
    for set in [
        "state = 'qeued'",
        "attempts = -1",
        "attempts = 'two'",
        "crashes = 1 << 40",
        "digest = x'00'",
        "id_kind = 9",
        "grp = 'shop'",
        "run_at = NULL",
        "run_at = -1",
        "duplicates = -1",
        "revived = -1",
        "item_index = -1",
        "item_count = -1",
        "token = 'a'",
        "received_at = NULL",
        "headers = NULL",
        "body = 'text'",
        "state = 'done'",
    ] {
        let update = format!("UPDATE webhook_inbox SET {set}");
        let update = sqlx::query(sqlx::AssertSqlSafe(update))
            .execute(&mut other)
            .await;
        let refused = update.unwrap_err().to_string();
        assert!(
            refused.contains("constraint failed") || refused.contains("cannot store"),
            "{set}: {refused}"
        );
    }
    assert_eq!(fetch(&store, 1000).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_stops_no_other() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store
        .insert(vec![entry("1"), entry("2"), entry("3")])
        .await
        .unwrap();
    folder
        .run(
            "PRAGMA ignore_check_constraints = 1; UPDATE webhook_inbox SET item_count = -1 WHERE delivery_id = x'31';
             UPDATE webhook_inbox SET last_error = CAST(x'ff' AS TEXT) WHERE delivery_id = x'32'",
        )
        .await;
    let rows = fetch(&store, 1000).await.unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[0].last_error.as_deref(), Some("\u{fffd}"));
    assert_eq!(
        folder
            .number("SELECT count(*) FROM webhook_inbox WHERE class = 'unreadable'")
            .await,
        1
    );
}

#[tokio::test]
async fn a_row_that_a_person_deletes_ends_nothing_else() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store.insert(vec![entry("1")]).await.unwrap();
    let row = fetch(&store, 1000).await.unwrap().remove(0);
    folder.run("DELETE FROM webhook_inbox").await;
    store.insert(vec![entry("2")]).await.unwrap();
    // Its number is not given to another, so that this end meets nothing.
    let finished = store.finish(Run::from(&row), Verdict::Done).await;
    assert_eq!(finished, Ok(Finished::Fenced));
    assert_eq!(fetch(&store, 1000).await.unwrap().len(), 1);
    assert_eq!(
        store.list(Filter::default()).await.unwrap()[0].state,
        State::Running
    );
}

#[tokio::test]
async fn a_worker_of_one_gets_past_rows_that_cannot_be_run() {
    let folder = Folder::new();
    let (store, _) = open(&folder).await;
    let entries = ["1", "2", "3", "4"].map(entry);
    store.insert(entries.to_vec()).await.unwrap();
    // Numbers that cannot grow, and one that was never good.
    folder
        .run(
            "UPDATE webhook_inbox SET token = 9223372036854775807 WHERE delivery_id = x'31';
             UPDATE webhook_inbox SET attempts = 4294967295 WHERE delivery_id = x'32';
             PRAGMA ignore_check_constraints = 1;
             UPDATE webhook_inbox SET item_count = -1 WHERE delivery_id = x'33'",
        )
        .await;
    let rows = fetch(&store, 1).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].delivery_id, "4");
    let unreadable =
        "SELECT count(*) FROM webhook_inbox WHERE class = 'unreadable' AND state = 'dead'";
    assert_eq!(folder.number(unreadable).await, 3);
    assert_eq!(fetch(&store, 1).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_row_that_runs_without_a_lease_is_run_again() {
    let folder = Folder::new();
    let (store, _) = open(&folder).await;
    let entries = ["1", "2", "3"].map(entry);
    store.insert(entries.to_vec()).await.unwrap();
    folder
        .run(
            "UPDATE webhook_inbox SET state = 'running' WHERE delivery_id = x'31';
             UPDATE webhook_inbox SET state = 'running', run_at = 9223372036854775807 WHERE delivery_id = x'32';
             UPDATE webhook_inbox SET state = 'running', crashes = 4294967295 WHERE delivery_id = x'33'",
        )
        .await;
    let rows = fetch(&store, 10).await.unwrap();
    let crashes: Vec<_> = rows.iter().map(|row| row.crashes).collect();
    assert_eq!(crashes, [1, 1]);
    let rows = store.list(Filter::default()).await.unwrap();
    assert_eq!((rows[0].state, rows[0].crashes), (State::Dead, u32::MAX));
    assert_eq!(rows[0].class.as_deref(), Some("crashed"));
}

#[tokio::test]
async fn a_run_whose_token_or_state_was_changed_is_fenced_and_runs_again() {
    for (set, lease) in [
        ("UPDATE webhook_inbox SET token = token + 7", 16),
        ("UPDATE webhook_inbox SET state = 'queued', run_at = 0", 0),
        ("UPDATE webhook_inbox SET state = 'queued'", 16),
    ] {
        let folder = Folder::new();
        let (store, clock) = open(&folder).await;
        store.insert(vec![entry("1")]).await.unwrap();
        let before = fetch(&store, 10).await.unwrap().remove(0);
        folder.run(set).await;
        let fenced = store.finish(Run::from(&before), Verdict::Done).await;
        assert_eq!(fenced, Ok(Finished::Fenced), "{set}");
        clock.pass(Duration::from_secs(lease));
        let after = fetch(&store, 10).await.unwrap().remove(0);
        assert!(after.token > before.token, "{set}");
        let fenced = store.finish(Run::from(&before), Verdict::Done).await;
        assert_eq!(fenced, Ok(Finished::Fenced), "{set}");
        let finished = store.finish(Run::from(&after), Verdict::Done).await;
        assert_eq!(finished, Ok(Finished::Now(State::Done)), "{set}");
    }
}

#[tokio::test]
async fn a_done_row_that_is_queued_by_hand_runs_again() {
    let folder = Folder::new();
    let (store, clock) = open(&folder).await;
    store.insert(vec![entry("1")]).await.unwrap();
    let row = fetch(&store, 10).await.unwrap().remove(0);
    store.finish(Run::from(&row), Verdict::Done).await.unwrap();
    folder
        .run("UPDATE webhook_inbox SET state = 'queued'")
        .await;
    // It waits, so nothing removes it.
    clock.pass(Duration::from_hours(24 * 40));
    store.purge().await.unwrap();
    let row = fetch(&store, 10).await.unwrap().remove(0);
    assert_eq!(row.attempts, 2);
    let finished = store.finish(Run::from(&row), Verdict::Done).await;
    assert_eq!(finished, Ok(Finished::Now(State::Done)));
}

#[tokio::test]
async fn a_row_whose_event_was_renamed_waits_for_a_program_that_handles_it() {
    let folder = Folder::new();
    let (store, clock) = open(&folder).await;
    store.insert(vec![entry("1"), entry("2")]).await.unwrap();
    folder
        .run("UPDATE webhook_inbox SET event = CAST('lost' AS BLOB) WHERE delivery_id = x'31'")
        .await;
    let rows = fetch(&store, 10).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].delivery_id, "2");
    clock.pass(Duration::from_hours(25));
    assert_eq!(store.strand(Vec::new()).await.unwrap().waiting, 1);
    // Under its old name, it is not known any more.
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    folder
        .run("DELETE FROM webhook_inbox WHERE event <> CAST('lost' AS BLOB)")
        .await;
    folder
        .run("UPDATE webhook_inbox SET event = CAST('order.paid' AS BLOB)")
        .await;
    assert_eq!(fetch(&store, 10).await.unwrap().len(), 1);
}
