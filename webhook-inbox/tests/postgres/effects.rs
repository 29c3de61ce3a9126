//! A handler's writes and the end of its run are one.

use std::time::{Duration, Instant};

use sqlx::Connection as _;
use webhook_inbox::{
    Failpoints, Finished, PostgresStore, Row, Run, State, Store as _, Stored, TestClock,
    UnavailableKind,
};

use crate::server::{Schema, has_server};
use crate::{MINUTE, entry, fetch};

const ORDERS: &str = "SELECT count(*) FROM orders";
async fn open(schema: &Schema, clock: &TestClock, failpoints: &Failpoints) -> PostgresStore {
    let options = schema.options().clock(clock.clone());
    PostgresStore::open(options.failpoints(failpoints.clone()))
        .await
        .unwrap()
}

async fn start(schema: &Schema) -> (PostgresStore, TestClock, Failpoints) {
    let (clock, failpoints) = (TestClock::new(), Failpoints::new());
    let store = open(schema, &clock, &failpoints).await;
    schema.run("CREATE TABLE orders (id INTEGER)").await;
    store.insert(vec![entry("1")]).await.unwrap();
    (store, clock, failpoints)
}

async fn take(store: &PostgresStore, deadline: Duration) -> Option<Row> {
    let fetched = store.fetch(fetch(1, deadline)).await;
    fetched.unwrap().rows.pop()
}

/// What a handler does: one order for each run.
async fn handle(store: &PostgresStore, row: &Row) -> Result<Finished, UnavailableKind> {
    let effects = store.effects(Run::from(row)).await;
    let mut effects = effects.map_err(|error| error.kind())?.unwrap();
    let insert = sqlx::query("INSERT INTO orders VALUES (1)").execute(&mut *effects);
    insert.await.unwrap();
    effects.done().await.map_err(|error| error.kind())
}

#[tokio::test]
async fn effects_are_committed_with_the_end_of_the_run() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    let row = take(&store, MINUTE).await.unwrap();
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
    assert_eq!(schema.number(ORDERS).await, 1);
    assert_eq!(store.get(row.id).await.unwrap().unwrap().state, State::Done);
    // The run is over, so that nothing more can be written for it.
    assert!(store.effects(Run::from(&row)).await.unwrap().is_none());
    assert_eq!(store.insert(vec![entry("2")]).await, Ok(vec![Stored::New]));
}

#[tokio::test]
async fn effects_that_are_dropped_are_rolled_back() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    let row = take(&store, MINUTE).await.unwrap();
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    sqlx::query("INSERT INTO orders VALUES (1)")
        .execute(&mut *effects)
        .await
        .unwrap();
    drop(effects);
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
    assert_eq!(schema.number(ORDERS).await, 1);
}

#[tokio::test]
async fn a_run_that_lost_its_row_writes_nothing() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (slow, clock, failpoints) = start(&schema).await;
    let row = take(&slow, MINUTE).await.unwrap();
    let mut effects = slow.effects(Run::from(&row)).await.unwrap().unwrap();
    sqlx::query("INSERT INTO orders VALUES (1)")
        .execute(&mut *effects)
        .await
        .unwrap();
    let store = open(&schema, &clock, &failpoints).await;
    clock.pass(Duration::from_secs(16));
    let again = take(&store, MINUTE).await.unwrap();
    assert_eq!(effects.done().await, Ok(Finished::Fenced));
    assert!(slow.effects(Run::from(&row)).await.unwrap().is_none());
    assert_eq!(handle(&store, &again).await, Ok(Finished::Now(State::Done)));
    assert_eq!(schema.number(ORDERS).await, 1);
}

#[tokio::test]
async fn a_handler_that_holds_its_transaction_holds_up_nothing_else() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    store.insert(vec![entry("2")]).await.unwrap();
    let first = take(&store, MINUTE).await.unwrap();
    let second = take(&store, MINUTE).await.unwrap();
    let mut effects = store.effects(Run::from(&first)).await.unwrap().unwrap();
    sqlx::query("INSERT INTO orders VALUES (1)")
        .execute(&mut *effects)
        .await
        .unwrap();
    let started = Instant::now();
    // Even a repetition of the delivery that it handles.
    let repeated = store.insert(vec![entry("1"), entry("3")]).await;
    assert_eq!(repeated, Ok(vec![Stored::Duplicate, Stored::New]));
    assert_eq!(
        handle(&store, &second).await,
        Ok(Finished::Now(State::Done))
    );
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(effects.done().await, Ok(Finished::Now(State::Done)));
    assert_eq!(schema.number(ORDERS).await, 2);
    assert_eq!(store.get(first.id).await.unwrap().unwrap().duplicates, 1);
}

#[tokio::test]
async fn a_transaction_ends_with_the_deadline_and_its_locks_with_it() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    schema.run("INSERT INTO orders VALUES (7)").await;
    let row = take(&store, Duration::from_secs(1)).await.unwrap();
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    sqlx::query("UPDATE orders SET id = 8")
        .execute(&mut *effects)
        .await
        .unwrap();
    let started = Instant::now();
    // Waits for the lock of the handler, which still has its connection.
    schema.run("UPDATE orders SET id = 9").await;
    let waited = started.elapsed();
    assert!(waited < Duration::from_secs(3), "{waited:?}");
    assert_eq!(
        effects.done().await.unwrap_err().kind(),
        UnavailableKind::Late
    );
    assert_eq!(schema.number("SELECT id::bigint FROM orders").await, 9);
    // Its deadline is over, and its lease is not: nothing can begin.
    let late = store.effects(Run::from(&row)).await.unwrap_err();
    assert_eq!(late.kind(), UnavailableKind::Late);
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    let row = take(&store, Duration::from_secs(1)).await.unwrap();
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    let started = Instant::now();
    sqlx::query("SELECT pg_sleep(60)")
        .execute(&mut *effects)
        .await
        .unwrap_err();
    assert!(
        started.elapsed() < Duration::from_secs(3),
        "{:?}",
        started.elapsed()
    );
    let kind = effects.done().await.unwrap_err().kind();
    assert!(
        matches!(kind, UnavailableKind::Late | UnavailableKind::Refused),
        "{kind:?}"
    );
    assert_eq!(
        store.get(row.id).await.unwrap().unwrap().state,
        State::Running
    );
}

#[tokio::test]
async fn a_crash_between_two_steps_has_one_effect() {
    if !has_server() {
        return;
    }
    for step in Failpoints::STEPS {
        let schema = Schema::fresh();
        let (store, clock, failpoints) = start(&schema).await;
        let row = take(&store, MINUTE).await.unwrap();
        failpoints.crash_at("effects", step);
        assert_eq!(handle(&store, &row).await, Err(UnavailableKind::Closed));
        let store = open(&schema, &clock, &Failpoints::new()).await;
        clock.pass(Duration::from_secs(16));
        let again = take(&store, MINUTE).await;
        assert_eq!(again.is_none(), step == "committed");
        if let Some(row) = again {
            assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
        }
        assert_eq!(schema.number(ORDERS).await, 1, "{step}");
    }
}

#[tokio::test]
async fn many_handlers_share_the_connections() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    schema.open().await.close().await;
    schema.run("CREATE TABLE orders (id INTEGER)").await;
    let store = PostgresStore::open(schema.options().transactions(3));
    let store = store.await.unwrap();
    for id in 0..40 {
        store.insert(vec![entry(&id.to_string())]).await.unwrap();
    }
    let mut all = tokio::task::JoinSet::new();
    while let Some(row) = take(&store, MINUTE).await {
        let store = store.clone();
        all.spawn(async move { handle(&store, &row).await });
    }
    let ends = all.join_all().await;
    assert_eq!(ends, [Ok(Finished::Now(State::Done)); 40]);
    assert_eq!(schema.number(ORDERS).await, 40);
}

#[tokio::test]
async fn a_handler_that_ends_the_transaction_itself_is_not_done() {
    if !has_server() {
        return;
    }
    for sql in [
        "COMMIT",
        "ROLLBACK",
        "COMMIT; BEGIN",
        "COMMIT; BEGIN; SAVEPOINT other",
    ] {
        let schema = Schema::fresh();
        let (store, ..) = start(&schema).await;
        let row = take(&store, MINUTE).await.unwrap();
        let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
        sqlx::raw_sql(sql).execute(&mut *effects).await.unwrap();
        let ended = effects.done().await.unwrap_err().kind();
        assert_eq!(ended, UnavailableKind::Ended, "{sql}");
        let now = store.get(row.id).await.unwrap().unwrap();
        assert_eq!(now.state, State::Running, "{sql}");
        assert_eq!(
            handle(&store, &row).await,
            Ok(Finished::Now(State::Done)),
            "{sql}"
        );
    }
}

#[tokio::test]
async fn a_transaction_within_the_transaction_is_part_of_it() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    let row = take(&store, MINUTE).await.unwrap();
    let insert = || sqlx::query("INSERT INTO orders VALUES (1)");
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    let mut inner = effects.begin().await.unwrap();
    insert().execute(&mut *inner).await.unwrap();
    inner.commit().await.unwrap();
    drop(effects);
    // Nothing of it was committed.
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    for commits in [true, false] {
        let mut inner = effects.begin().await.unwrap();
        insert().execute(&mut *inner).await.unwrap();
        if commits {
            inner.commit().await.unwrap();
        }
    }
    assert_eq!(effects.done().await, Ok(Finished::Now(State::Done)));
    assert_eq!(schema.number(ORDERS).await, 1);
}

#[tokio::test]
async fn a_transaction_within_that_is_left_open_is_not_done() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    let row = take(&store, MINUTE).await.unwrap();
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    std::mem::forget(effects.begin().await.unwrap());
    let ended = effects.done().await.unwrap_err();
    assert_eq!(ended.kind(), UnavailableKind::Ended);
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
}

#[tokio::test]
async fn what_the_database_refuses_is_rolled_back_and_said() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    schema
        .run("ALTER TABLE orders ADD UNIQUE (id) DEFERRABLE INITIALLY DEFERRED; INSERT INTO orders VALUES (1)")
        .await;
    let row = take(&store, MINUTE).await.unwrap();
    // Refused at the end only.
    assert_eq!(handle(&store, &row).await, Err(UnavailableKind::Refused));
    // Refused before, and not noticed by the handler.
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    let bad = sqlx::query("INSERT INTO orders VALUES (1 / 0)");
    bad.execute(&mut *effects).await.unwrap_err();
    let refused = effects.done().await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::Refused);
    assert_eq!(schema.number(ORDERS).await, 1);
    assert_eq!(
        store.get(row.id).await.unwrap().unwrap().state,
        State::Running
    );
}

#[tokio::test]
async fn what_a_handler_sets_is_gone_for_the_next() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (_, clock, _) = start(&schema).await;
    let options = schema.options().transactions(1).clock(clock);
    let store = PostgresStore::open(options).await.unwrap();
    store.insert(vec![entry("2"), entry("3")]).await.unwrap();
    schema
        .run("DROP ROLE IF EXISTS webhook_test_tenant; CREATE ROLE webhook_test_tenant")
        .await;
    let show = "SELECT concat_ws(' ', current_setting('search_path') = current_schema(), current_setting('statement_timeout') <> '7s', \
         current_setting('synchronous_commit'), current_user = session_user, to_regclass('mine') IS NULL)";
    for sets in [
        "SET statement_timeout = '7s'; SET synchronous_commit = off; CREATE TEMP TABLE mine (id INTEGER)",
        "SET LOCAL ROLE webhook_test_tenant; SET search_path = pg_catalog; SELECT pg_advisory_lock(42)",
        "",
    ] {
        let row = take(&store, MINUTE).await.unwrap();
        let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
        let shown: String = sqlx::query_scalar(show)
            .fetch_one(&mut *effects)
            .await
            .unwrap();
        assert_eq!(shown, "t t on t t", "before {sets}");
        sqlx::raw_sql(sets).execute(&mut *effects).await.unwrap();
        let done = effects.done().await;
        assert_eq!(done, Ok(Finished::Now(State::Done)), "{sets}");
    }
    let free = "SELECT CASE WHEN pg_try_advisory_lock(42) THEN 1 ELSE 0 END::bigint";
    assert_eq!(schema.number(free).await, 1);
    schema.run("DROP ROLE webhook_test_tenant").await;
}

#[tokio::test]
async fn a_session_that_is_ended_from_outside_is_rolled_back_and_runs_again() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (store, ..) = start(&schema).await;
    let row = take(&store, MINUTE).await.unwrap();
    let mut effects = store.effects(Run::from(&row)).await.unwrap().unwrap();
    let pid = sqlx::query_scalar("SELECT pg_backend_pid()");
    let pid: i32 = pid.fetch_one(&mut *effects).await.unwrap();
    sqlx::query("INSERT INTO orders VALUES (1)")
        .execute(&mut *effects)
        .await
        .unwrap();
    schema
        .run(&format!("SELECT pg_terminate_backend({pid}, 5000)"))
        .await;
    let lost = effects.done().await.unwrap_err();
    assert_eq!(lost.kind(), UnavailableKind::Unreachable);
    assert_eq!(handle(&store, &row).await, Ok(Finished::Now(State::Done)));
    assert_eq!(schema.number(ORDERS).await, 1);
}
