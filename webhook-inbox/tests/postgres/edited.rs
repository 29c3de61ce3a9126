//! Rows that a person edited.

use std::time::Duration;

use webhook_inbox::{
    Filter, Finished, PostgresStore, Row, Run, State, Store as _, Stored, TestClock,
    UnavailableKind, Verdict,
};

use crate::server::{Schema, has_server};
use crate::{MINUTE, entry, fetch};

async fn open(schema: &Schema) -> (PostgresStore, TestClock) {
    let clock = TestClock::new();
    let options = schema.options().clock(clock.clone());
    (PostgresStore::open(options).await.unwrap(), clock)
}

/// As of a process that renews no lease.
async fn take(store: &PostgresStore, limit: usize) -> Vec<Row> {
    store
        .fetch(fetch(limit, Duration::ZERO))
        .await
        .unwrap()
        .rows
}

#[tokio::test]
async fn a_person_cannot_write_what_cannot_be_read() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    store.insert(vec![entry("1")]).await.unwrap();
    let mut other = schema.other().await;
    for set in [
        "state = 'qeued'",
        "attempts = -1",
        "attempts = 'two'",
        "crashes = 1::bigint << 40",
        "digest = '\\x00'",
        "id_kind = 9",
        "run_at = NULL",
        "run_at = -1",
        "duplicates = -1",
        "revived = -1",
        "item_index = -1",
        "item_count = -1",
        "token = 'a'",
        "received_at = NULL",
        "headers = NULL",
        "state = 'done'",
    ] {
        let update = format!("UPDATE webhook_inbox SET {set}");
        let update = sqlx::query(sqlx::AssertSqlSafe(update));
        let refused = update.execute(&mut other).await.unwrap_err().to_string();
        assert!(
            refused.contains("constraint") || refused.contains("invalid input"),
            "{set}: {refused}"
        );
    }
    let rows = store.fetch(fetch(10, MINUTE)).await.unwrap().rows;
    assert_eq!(rows.len(), 1);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_stops_no_other() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    let entries = ["1", "2", "3"].map(entry);
    store.insert(entries.to_vec()).await.unwrap();
    schema
        .run(
            "ALTER TABLE webhook_inbox DROP CONSTRAINT webhook_inbox_item_count_check;
             UPDATE webhook_inbox SET item_count = -1 WHERE delivery_id = '1'",
        )
        .await;
    let rows = store.fetch(fetch(10, MINUTE)).await.unwrap().rows;
    assert_eq!(rows.len(), 2, "{rows:?}");
    let buried = "SELECT count(*) FROM webhook_inbox WHERE class = 'unreadable' AND state = 'dead'";
    assert_eq!(schema.number(buried).await, 1);
    // If none of a fetch can be read, the next ones are taken.
    store.insert(vec![entry("4"), entry("5")]).await.unwrap();
    schema
        .run("UPDATE webhook_inbox SET item_count = -1 WHERE delivery_id = '4'")
        .await;
    let rows = store.fetch(fetch(1, MINUTE)).await.unwrap().rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let listed = store.list(Filter::default()).await.unwrap_err();
    assert_eq!(listed.kind(), UnavailableKind::Corrupt);
}

#[tokio::test]
async fn a_row_that_a_person_deletes_ends_nothing_else() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    store.insert(vec![entry("1")]).await.unwrap();
    let row = store.fetch(fetch(1, MINUTE)).await.unwrap().rows.remove(0);
    schema.run("DELETE FROM webhook_inbox").await;
    store.insert(vec![entry("2")]).await.unwrap();
    // Its number is not given to another, so that this end meets nothing.
    let finished = store.finish(Run::from(&row), Verdict::Done).await;
    assert_eq!(finished, Ok(Finished::Fenced));
    let rows = store.fetch(fetch(1, MINUTE)).await.unwrap().rows;
    assert_eq!(rows.len(), 1);
    let listed = store.list(Filter::default()).await.unwrap();
    assert_eq!(listed[0].state, State::Running);
}

#[tokio::test]
async fn numbers_that_cannot_grow_stop_nothing() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, _) = open(&schema).await;
    let entries = ["1", "2", "3", "4"].map(entry);
    store.insert(entries.to_vec()).await.unwrap();
    schema
        .run(
            "UPDATE webhook_inbox SET token = 9223372036854775807 WHERE delivery_id = '1';
             UPDATE webhook_inbox SET attempts = 4294967295 WHERE delivery_id = '2';
             UPDATE webhook_inbox SET duplicates = 9223372036854775807 WHERE delivery_id = '3'",
        )
        .await;
    let repeated = store.insert(entries.to_vec()).await;
    assert_eq!(repeated, Ok(vec![Stored::Duplicate; 4]));
    let rows = take(&store, 10).await;
    assert_eq!(rows.len(), 4);
    for row in rows {
        let finished = store.finish(Run::from(&row), Verdict::Done).await;
        assert_eq!(finished, Ok(Finished::Now(State::Done)));
    }
}

#[tokio::test]
async fn a_row_that_runs_without_a_lease_is_run_again() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, _) = open(&schema).await;
    let entries = ["1", "2", "3"].map(entry);
    store.insert(entries.to_vec()).await.unwrap();
    schema
        .run(
            "UPDATE webhook_inbox SET state = 'running' WHERE delivery_id = '1';
             UPDATE webhook_inbox SET state = 'running', run_at = 9223372036854775807 WHERE delivery_id = '2';
             UPDATE webhook_inbox SET state = 'running', crashes = 4294967295 WHERE delivery_id = '3'",
        )
        .await;
    let rows = take(&store, 10).await;
    let crashes: Vec<_> = rows.iter().map(|row| row.crashes).collect();
    assert_eq!(crashes, [1, 1]);
    let rows = store.list(Filter::default()).await.unwrap();
    assert_eq!((rows[0].state, rows[0].crashes), (State::Dead, u32::MAX));
    assert_eq!(rows[0].class.as_deref(), Some("crashed"));
}

#[tokio::test]
async fn a_run_whose_token_or_state_was_changed_is_fenced_and_runs_again() {
    if !has_server() {
        return;
    }
    for (set, lease) in [
        ("UPDATE webhook_inbox SET token = token + 7", 16),
        ("UPDATE webhook_inbox SET state = 'queued', run_at = 0", 0),
        ("UPDATE webhook_inbox SET state = 'queued'", 16),
    ] {
        let schema = Schema::fresh();
        let (store, clock) = open(&schema).await;
        store.insert(vec![entry("1")]).await.unwrap();
        let before = take(&store, 10).await.remove(0);
        schema.run(set).await;
        let fenced = store.finish(Run::from(&before), Verdict::Done).await;
        assert_eq!(fenced, Ok(Finished::Fenced), "{set}");
        clock.pass(Duration::from_secs(lease));
        let after = take(&store, 10).await.remove(0);
        assert!(after.token > before.token, "{set}");
        let fenced = store.finish(Run::from(&before), Verdict::Done).await;
        assert_eq!(fenced, Ok(Finished::Fenced), "{set}");
        let finished = store.finish(Run::from(&after), Verdict::Done).await;
        assert_eq!(finished, Ok(Finished::Now(State::Done)), "{set}");
    }
}

#[tokio::test]
async fn a_done_row_that_is_queued_by_hand_runs_again() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, clock) = open(&schema).await;
    store.insert(vec![entry("1")]).await.unwrap();
    let row = take(&store, 10).await.remove(0);
    store.finish(Run::from(&row), Verdict::Done).await.unwrap();
    schema
        .run("UPDATE webhook_inbox SET state = 'queued'")
        .await;
    // It waits, so nothing removes it.
    clock.pass(Duration::from_hours(24 * 40));
    store.purge().await.unwrap();
    let row = take(&store, 10).await.remove(0);
    assert_eq!(row.attempts, 2);
    let finished = store.finish(Run::from(&row), Verdict::Done).await;
    assert_eq!(finished, Ok(Finished::Now(State::Done)));
}

#[tokio::test]
async fn a_row_whose_event_was_renamed_waits_for_a_program_that_handles_it() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, clock) = open(&schema).await;
    store.insert(vec![entry("1"), entry("2")]).await.unwrap();
    schema
        .run("UPDATE webhook_inbox SET event = 'lost' WHERE delivery_id = '1'")
        .await;
    let rows = take(&store, 10).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].delivery_id, "2");
    clock.pass(Duration::from_hours(25));
    assert_eq!(store.strand(Vec::new()).await.unwrap().waiting, 1);
    // Under its old name, it is not known any more.
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    schema
        .run("DELETE FROM webhook_inbox WHERE event <> 'lost'")
        .await;
    schema
        .run("UPDATE webhook_inbox SET event = 'order.paid'")
        .await;
    assert_eq!(take(&store, 10).await.len(), 1);
}
