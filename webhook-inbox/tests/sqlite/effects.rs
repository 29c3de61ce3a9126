//! A handler's writes and the end of its run are one.

use std::time::{Duration, Instant};

use webhook_inbox::{
    Failpoints, Fetch, Finished, Handled, Row, Run, SqliteOptions, SqliteStore, State, Store as _,
    Stored, TestClock, UnavailableKind,
};

use crate::{Folder, entry};

const ORDERS: &str = "SELECT count(*) FROM orders";

async fn open(folder: &Folder, clock: &TestClock, failpoints: &Failpoints) -> SqliteStore {
    let options = SqliteOptions::new(folder.file()).clock(clock.clone());
    SqliteStore::open(options.failpoints(failpoints.clone()))
        .await
        .unwrap()
}

async fn start(folder: &Folder) -> (SqliteStore, TestClock, Failpoints) {
    folder.run("CREATE TABLE orders (id INTEGER)").await;
    let (clock, failpoints) = (TestClock::new(), Failpoints::new());
    let store = open(folder, &clock, &failpoints).await;
    store.insert(vec![entry("1")]).await.unwrap();
    (store, clock, failpoints)
}

async fn take(store: &SqliteStore) -> Option<Row> {
    let handled = vec![Handled {
        group: "shop".into(),
        event: "order.paid".into(),
        deadline: Duration::ZERO,
    }];
    let fetch = Fetch {
        handled,
        limit: 1,
        suspects: false,
    };
    store.fetch(fetch).await.unwrap().rows.pop()
}

/// What a handler does: one order for each run.
async fn handle(store: &SqliteStore, row: &Row) -> Result<Finished, UnavailableKind> {
    let effects = store.effects(Run::from(row)).await;
    let mut effects = effects.map_err(|error| error.kind())?.unwrap();
    let insert = sqlx::query("INSERT INTO orders VALUES (1)").execute(&mut *effects);
    insert.await.unwrap();
    effects.done().await.map_err(|error| error.kind())
}

#[tokio::test]
async fn effects_are_committed_with_the_end_of_the_run() {
    let folder = Folder::new();
    let (store, ..) = start(&folder).await;
    let row = take(&store).await.unwrap();
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
    assert_eq!(folder.number(ORDERS).await, 1);
    assert_eq!(store.get(row.id).await.unwrap().unwrap().state, State::Done);
    // The run is over, so that nothing more can be written for it.
    assert!(store.effects(Run::from(&row)).await.unwrap().is_none());
    assert_eq!(store.insert(vec![entry("2")]).await, Ok(vec![Stored::New]));
}

#[tokio::test]
async fn effects_that_are_dropped_are_rolled_back() {
    let folder = Folder::new();
    let (store, ..) = start(&folder).await;
    let row = take(&store).await.unwrap();
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    sqlx::query("INSERT INTO orders VALUES (1)")
        .execute(&mut *effects)
        .await
        .unwrap();
    drop(effects);
    assert_eq!(store.insert(vec![entry("2")]).await, Ok(vec![Stored::New]));
    assert_eq!(folder.number(ORDERS).await, 0);
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
    assert_eq!(folder.number(ORDERS).await, 1);
}

#[tokio::test]
async fn a_run_that_lost_its_row_writes_nothing() {
    let folder = Folder::new();
    let (slow, clock, failpoints) = start(&folder).await;
    let row = take(&slow).await.unwrap();
    let store = open(&folder, &clock, &failpoints).await;
    clock.pass(Duration::from_secs(16));
    let again = take(&store).await.unwrap();
    assert!(slow.effects(Run::from(&row)).await.unwrap().is_none());
    assert_eq!(handle(&store, &again).await, Ok(Finished::Now(State::Done)));
    assert_eq!(folder.number(ORDERS).await, 1);
}

#[tokio::test]
async fn an_acknowledgement_is_answered_while_a_handler_holds_the_writer() {
    let folder = Folder::new();
    let (store, ..) = start(&folder).await;
    let row = take(&store).await.unwrap();
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    sqlx::query("INSERT INTO orders VALUES (1)")
        .execute(&mut *effects)
        .await
        .unwrap();
    let started = Instant::now();
    let answer = store.insert(vec![entry("2")]).await;
    assert!(
        started.elapsed() < Duration::from_millis(2500),
        "{:?}",
        started.elapsed()
    );
    let kind = answer.unwrap_err().kind();
    assert!(
        matches!(kind, UnavailableKind::Late | UnavailableKind::Locked),
        "{kind:?}"
    );
    assert_eq!(
        effects.done().await.unwrap_err().kind(),
        UnavailableKind::Late
    );
    // The connection is closed by a thread of its own.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(store.insert(vec![entry("3")]).await, Ok(vec![Stored::New]));
    assert_eq!(folder.number(ORDERS).await, 0);
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_interrupted() {
    let folder = Folder::new();
    let (store, ..) = start(&folder).await;
    let row = take(&store).await.unwrap();
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    let started = Instant::now();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO orders SELECT i FROM n";
    let error = sqlx::query(endless)
        .execute(&mut *effects)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("interrupted"), "{error}");
    assert!(
        started.elapsed() < Duration::from_secs(3),
        "{:?}",
        started.elapsed()
    );
    // SQLite rolled everything back; "done" must not be written alone.
    let kind = effects.done().await.unwrap_err().kind();
    assert!(
        matches!(kind, UnavailableKind::Late | UnavailableKind::Ended),
        "{kind:?}"
    );
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
    assert_eq!(folder.number(ORDERS).await, 1);
}

#[tokio::test]
async fn a_crash_between_two_steps_has_one_effect() {
    for step in Failpoints::STEPS {
        let folder = Folder::new();
        let (store, clock, failpoints) = start(&folder).await;
        let row = take(&store).await.unwrap();
        failpoints.crash_at("effects", step);
        assert_eq!(handle(&store, &row).await, Err(UnavailableKind::Closed));
        let store = open(&folder, &clock, &Failpoints::new()).await;
        clock.pass(Duration::from_secs(16));
        let again = take(&store).await;
        assert_eq!(again.is_none(), step == "committed");
        if let Some(row) = again {
            assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
        }
        assert_eq!(folder.number(ORDERS).await, 1, "{step}");
    }
}

#[tokio::test]
async fn handlers_and_acknowledgements_take_turns() {
    let folder = Folder::new();
    let (store, ..) = start(&folder).await;
    for id in 2..40 {
        store.insert(vec![entry(&id.to_string())]).await.unwrap();
    }
    let mut all = tokio::task::JoinSet::new();
    while let Some(row) = take(&store).await {
        let store = store.clone();
        all.spawn(async move { handle(&store, &row).await });
    }
    for id in 40..80 {
        assert_eq!(
            store.insert(vec![entry(&id.to_string())]).await,
            Ok(vec![Stored::New])
        );
    }
    let ends = all.join_all().await;
    assert_eq!(ends, [Ok(Finished::Now(State::Done)); 39]);
    assert_eq!(folder.number(ORDERS).await, 39);
}

#[tokio::test]
async fn a_handler_that_ends_the_transaction_itself_is_not_done() {
    for sql in [
        "COMMIT",
        "ROLLBACK",
        "COMMIT; BEGIN",
        "COMMIT; SAVEPOINT other",
    ] {
        let folder = Folder::new();
        let (store, ..) = start(&folder).await;
        let row = take(&store).await.unwrap();
        let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
        sqlx::raw_sql(sql).execute(&mut *effects).await.unwrap();
        assert_eq!(
            effects.done().await.unwrap_err().kind(),
            UnavailableKind::Ended,
            "{sql}"
        );
        let row = store.get(row.id).await.unwrap().unwrap();
        assert_eq!(row.state, State::Running, "{sql}");
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(
            handle(&store, &row).await,
            Ok(Finished::Now(State::Done)),
            "{sql}"
        );
    }
}

#[tokio::test]
async fn effects_of_a_dropped_handler_leave_the_writer_usable() {
    let folder = Folder::new();
    let (store, ..) = start(&folder).await;
    let row = take(&store).await.unwrap();
    for sql in ["COMMIT", "ROLLBACK", "SAVEPOINT other"] {
        let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
        sqlx::raw_sql(sql).execute(&mut *effects).await.unwrap();
        drop(effects);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(store.insert(vec![entry(sql)]).await.is_ok(), "{sql}");
    }
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
}

/// What the guide shows for deliveries that run in any order.
#[tokio::test]
async fn the_statement_of_the_guide_keeps_the_newest_state() {
    let page = include_str!("../../docs/durable.md");
    let (_, statement) = page.split_once("```sql\n").unwrap();
    let (statement, _) = statement.split_once("```").unwrap();
    let folder = Folder::new();
    folder
        .run("CREATE TABLE orders (id, state, version); INSERT INTO orders VALUES (1, 'open', 1)")
        .await;
    let mut other = folder.other().await;
    for (state, version) in [("paid", 3), ("packed", 2)] {
        let update = sqlx::query(statement).bind(state).bind(version).bind(1);
        update.execute(&mut other).await.unwrap();
    }
    let newest = "SELECT count(*) FROM orders WHERE state = 'paid' AND version = 3";
    assert_eq!(folder.number(newest).await, 1);
}
