//! Deliveries that come at once, from one process and from several.

use std::time::{Duration, Instant};

use webhook_inbox::{
    Entry, Failpoints, Id, PostgresStore, Run, State, Store as _, Stored, TestClock,
    UnavailableKind, Verdict,
};

use crate::server::{Schema, has_server};
use crate::{MINUTE, entry, fetch};

fn body(id: &str, digest: u8) -> Entry {
    Entry::new("shop", "order.paid", Id::text(id), [digest; 32], "{}")
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    let mut other = schema.other().await;
    let lock = "BEGIN; LOCK TABLE webhook_inbox IN EXCLUSIVE MODE";
    sqlx::raw_sql(lock).execute(&mut other).await.unwrap();
    let mut all = tokio::task::JoinSet::new();
    for index in 0..500 {
        let store = store.clone();
        all.spawn(async move { store.insert(vec![entry(&format!("{}", index % 400))]).await });
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    let answers = all.join_all().await;
    let count = |stored| {
        let of_this = answers.iter().filter(|answer| **answer == Ok(vec![stored]));
        of_this.count()
    };
    assert_eq!((count(Stored::New), count(Stored::Duplicate)), (400, 100));
    let rows = "SELECT count(*) FROM webhook_inbox";
    assert_eq!(schema.number(rows).await, 400);
    let duplicates = "SELECT sum(duplicates)::bigint FROM webhook_inbox";
    assert_eq!(schema.number(duplicates).await, 100);
    let commits = "SELECT count(DISTINCT xmin::text) FROM webhook_inbox";
    let commits = schema.number(commits).await;
    assert!(commits < 20, "{commits}");
}

#[tokio::test]
async fn one_that_fails_does_not_take_the_others_with_it() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    schema
        .run(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
             CREATE TRIGGER refuse BEFORE INSERT ON webhook_inbox FOR EACH ROW WHEN (NEW.delivery_id = 'bad') EXECUTE FUNCTION refuse()",
        )
        .await;
    let (a, bad, b) = tokio::join!(
        store.insert(vec![entry("a")]),
        store.insert(vec![entry("bad")]),
        store.insert(vec![entry("b"), entry("c")]),
    );
    assert_eq!(a, Ok(vec![Stored::New]));
    assert_eq!(bad.unwrap_err().kind(), UnavailableKind::Other);
    assert_eq!(b, Ok(vec![Stored::New, Stored::New]));
    assert_eq!(schema.number("SELECT count(*) FROM webhook_inbox").await, 3);
}

#[tokio::test]
async fn a_delivery_that_is_locked_does_not_hold_up_the_others() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    store.insert(vec![entry("locked")]).await.unwrap();
    let mut other = schema.other().await;
    let lock = "BEGIN; SELECT 1 FROM webhook_inbox FOR UPDATE";
    sqlx::raw_sql(lock).execute(&mut other).await.unwrap();
    let started = Instant::now();
    let (locked, free) = tokio::join!(
        store.insert(vec![entry("locked")]),
        store.insert(vec![entry("free")]),
    );
    let kind = locked.unwrap_err().kind();
    assert!(
        matches!(kind, UnavailableKind::Locked | UnavailableKind::Late),
        "{kind:?}"
    );
    assert_eq!(free, Ok(vec![Stored::New]));
    assert!(
        started.elapsed() < Duration::from_millis(2500),
        "{:?}",
        started.elapsed()
    );
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    let repeated = store.insert(vec![entry("locked")]).await;
    assert_eq!(repeated, Ok(vec![Stored::Duplicate]));
}

#[tokio::test]
async fn a_locked_table_is_an_answer_and_then_works_again() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    let mut other = schema.other().await;
    let lock = "BEGIN; LOCK TABLE webhook_inbox";
    sqlx::raw_sql(lock).execute(&mut other).await.unwrap();
    let started = Instant::now();
    let refused = store.insert(vec![entry("1")]).await.unwrap_err();
    assert!(
        started.elapsed() < Duration::from_millis(2500),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(refused.kind(), UnavailableKind::Locked);
    let refused = store.fetch(fetch(1, Duration::ZERO)).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::Locked);
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
}

#[tokio::test]
async fn what_is_not_waited_for_is_not_written() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    let mut other = schema.other().await;
    let lock = "BEGIN; LOCK TABLE webhook_inbox";
    sqlx::raw_sql(lock).execute(&mut other).await.unwrap();
    // Each batcher waits for the lock with one of these. It waits for the one before for 20 ms first.
    let mut first = tokio::task::JoinSet::new();
    for id in 0..4 {
        let store = store.clone();
        first.spawn(async move { store.insert(vec![entry(&id.to_string())]).await });
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    let given_up = store.insert(vec![entry("given up")]);
    let given_up = tokio::time::timeout(Duration::from_millis(50), given_up).await;
    assert!(given_up.is_err());
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(
        first.join_all().await,
        [(); 4].map(|()| Ok(vec![Stored::New]))
    );
    let later = store.insert(vec![entry("later")]).await;
    assert_eq!(later, Ok(vec![Stored::New]));
    assert_eq!(schema.number("SELECT count(*) FROM webhook_inbox").await, 5);
}

#[tokio::test]
async fn a_closed_store_says_so() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    let (stored, ()) = tokio::join!(store.insert(vec![entry("1")]), store.close());
    assert_eq!(stored, Ok(vec![Stored::New]));
    let refused = store.insert(vec![entry("2")]).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::Closed);
    let refused = store.fetch(fetch(1, Duration::ZERO)).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::Closed);
    assert_eq!(
        store.get(1).await.unwrap_err().kind(),
        UnavailableKind::Closed
    );
    store.close().await;
    // No session is left behind.
    let left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = current_schema() AND pid <> pg_backend_pid()";
    for _ in 0..50 {
        if schema.number(left).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("sessions are left");
}

#[test]
fn no_runtime_is_needed_to_wait() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = pollster::block_on(schema.open());
    let answer = pollster::block_on(store.insert(vec![entry("1")]));
    assert_eq!(answer, Ok(vec![Stored::New]));
    let fetched = pollster::block_on(store.fetch(fetch(1, MINUTE)));
    let row = fetched.unwrap().rows.remove(0);
    let effects = pollster::block_on(store.effects(Run::from(&row)));
    let done = pollster::block_on(effects.unwrap().unwrap().done());
    assert_eq!(done, Ok(webhook_inbox::Finished::Now(State::Done)));
}

#[tokio::test]
async fn what_was_claimed_for_a_worker_that_went_away_is_given_back() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (clock, failpoints) = (TestClock::new(), Failpoints::new());
    let options = schema.options().clock(clock.clone());
    let store = PostgresStore::open(options.failpoints(failpoints.clone()));
    let store = store.await.unwrap();
    store.insert(vec![entry("1"), entry("2")]).await.unwrap();
    failpoints.call_at("claim", "committed", || {
        std::thread::sleep(Duration::from_millis(300));
    });
    let fetch = || store.fetch(fetch(10, 60 * MINUTE));
    let dropped = tokio::time::timeout(Duration::from_millis(150), fetch()).await;
    let _elapsed: tokio::time::error::Elapsed = dropped.unwrap_err();
    store.insert(vec![entry("3")]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(400)).await;
    clock.pass(Duration::from_secs(2));
    let rows = fetch().await.unwrap().rows;
    let counted: Vec<_> = rows.iter().map(|row| (row.attempts, row.crashes)).collect();
    assert_eq!(counted, [(1, 0); 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_keys_from_several_processes_are_counted_once_and_never_deadlock() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let processes = [
        schema.open().await,
        schema.open().await,
        schema.open().await,
    ];
    let mut all = tokio::task::JoinSet::new();
    // Each of 20 ids comes with 4 bodies, in another order from each task, while rows run and end.
    for task in 0..24_usize {
        let store = processes[task % 3].clone();
        all.spawn(async move {
            let mut stored = Vec::new();
            for round in 0..10 {
                let entries = (0..20).map(|index| {
                    let id = (index * 7 + task * 3 + round) % 20;
                    body(&id.to_string(), u8::try_from((task + round) % 4).unwrap())
                });
                stored.extend(store.insert(entries.collect()).await.unwrap());
                if task % 4 == 0 {
                    let rows = store.fetch(fetch(3, MINUTE)).await;
                    for row in rows.unwrap().rows {
                        store.finish(Run::from(&row), Verdict::Done).await.unwrap();
                    }
                }
            }
            stored
        });
    }
    let stored = all.join_all().await.concat();
    assert_eq!(stored.len(), 24 * 10 * 20);
    let new = stored.iter().filter(|stored| **stored == Stored::New);
    assert_eq!(new.count(), 20);
    assert_eq!(
        schema.number("SELECT count(*) FROM webhook_inbox").await,
        80
    );
    // Each delivery has a row or is counted at one.
    let counted = "SELECT (count(*) + sum(duplicates))::bigint FROM webhook_inbox";
    assert_eq!(schema.number(counted).await, 24 * 10 * 20);
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(schema.number(deadlocks).await, 0);
}

#[tokio::test]
async fn a_process_hears_of_what_another_one_queued() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (here, there) = (schema.open().await, schema.open().await);
    // The listener says once that it has begun.
    tokio::time::sleep(Duration::from_millis(300)).await;
    here.wait().await;
    for id in 0..5 {
        let started = Instant::now();
        let (stored, ()) = tokio::join!(there.insert(vec![entry(&id.to_string())]), here.wait());
        assert_eq!(stored, Ok(vec![Stored::New]));
        assert!(
            started.elapsed() < Duration::from_millis(700),
            "{:?}",
            started.elapsed()
        );
    }
    // Nothing wakes it when nothing comes, but its own look from time to time.
    there.wait().await;
    let started = Instant::now();
    here.wait().await;
    assert!(
        started.elapsed() > Duration::from_millis(700),
        "{:?}",
        started.elapsed()
    );
}
