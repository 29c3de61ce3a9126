//! Several handlers share a transaction of the writer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use webhook_inbox::{
    Failpoints, Finished, Row, Run, SqliteOptions, SqliteStore, State, Store as _, TestClock,
    UnavailableKind, Verdict,
};

use crate::{Folder, entry, fetch};

const DONE: Result<Finished, UnavailableKind> = Ok(Finished::Now(State::Done));
const ORDERS: &str = "SELECT count(*) FROM orders";

struct Shop {
    folder: Folder,
    store: SqliteStore,
    clock: TestClock,
    /// Of handlers.
    commits: Arc<AtomicUsize>,
}

impl Shop {
    async fn start() -> Self {
        let folder = Folder::new();
        folder
            .run(
                "CREATE TABLE customers (id INTEGER PRIMARY KEY); INSERT INTO customers VALUES (1)",
            )
            .await;
        folder
            .run("CREATE TABLE orders (customer INTEGER REFERENCES customers DEFERRABLE INITIALLY DEFERRED)")
            .await;
        let (clock, failpoints) = (TestClock::new(), Failpoints::new());
        let options = SqliteOptions::new(folder.file()).clock(clock.clone());
        let store = SqliteStore::open(options.failpoints(failpoints.clone()));
        let commits = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&commits);
        failpoints.call_at("effects", "committed", move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        Self {
            folder,
            store: store.await.unwrap(),
            clock,
            commits,
        }
    }

    /// So many that are due.
    async fn take(&self, number: usize) -> Vec<Row> {
        for id in 0..number {
            self.store
                .insert(vec![entry(&format!("{id}-{number}"))])
                .await
                .unwrap();
        }
        let rows = fetch(&self.store, number).await.unwrap();
        assert_eq!(rows.len(), number);
        rows
    }

    /// What a handler does.
    async fn run(&self, row: &Row, sql: &'static str) -> Result<Finished, UnavailableKind> {
        let effects = self.store.effects(Run::from(row)).await;
        let mut effects = effects.map_err(|error| error.kind())?.unwrap();
        sqlx::raw_sql(sql).execute(&mut *effects).await.unwrap();
        effects.done().await.map_err(|error| error.kind())
    }

    async fn order(&self, row: &Row) -> Result<Finished, UnavailableKind> {
        self.run(row, "INSERT INTO orders VALUES (1)").await
    }

    /// Another one has the writer until the rest waits for it.
    async fn hold(&self, row: &Row) {
        let effects = self.store.effects(Run::from(row)).await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(effects.done().await.map_err(|error| error.kind()), DONE);
    }

    async fn state(&self, row: &Row) -> State {
        self.store.get(row.id).await.unwrap().unwrap().state
    }
}

#[tokio::test]
async fn handlers_that_wait_together_are_committed_together() {
    let shop = Shop::start().await;
    let rows = shop.take(33).await;
    let (first, others) = rows.split_first().unwrap();
    let ((), ends) = tokio::join!(
        shop.hold(first),
        futures_util::future::join_all(others.iter().map(|row| shop.order(row))),
    );
    assert_eq!(ends, [DONE; 32]);
    assert_eq!(shop.folder.number(ORDERS).await, 32);
    // 1, 2, 4, 8, 16, and what is left; a slow machine may make it a few more.
    let commits = shop.commits.load(Ordering::Relaxed);
    assert!(commits < 25, "{commits}");
}

#[tokio::test]
async fn a_handler_that_fails_takes_no_other_with_it() {
    let shop = Shop::start().await;
    let rows = shop.take(4).await;
    let fail = async |row| {
        let effects = shop.store.effects(Run::from(row)).await;
        let mut effects = effects.unwrap().unwrap();
        let order = sqlx::query("INSERT INTO orders VALUES (1)");
        order.execute(&mut *effects).await.unwrap();
        drop(effects);
    };
    let ((), a, (), b) = tokio::join!(
        shop.hold(&rows[0]),
        shop.order(&rows[1]),
        fail(&rows[2]),
        shop.order(&rows[3]),
    );
    assert_eq!((a, b), (DONE, DONE));
    assert_eq!(shop.folder.number(ORDERS).await, 2);
    assert_eq!(shop.state(&rows[2]).await, State::Running);
}

/// Two handlers in one transaction, of which the second breaks it. On a slow machine they may have one each.
async fn broken(sql: &'static str) -> (Shop, Vec<Row>, [Result<Finished, UnavailableKind>; 2]) {
    let mut found = None;
    for _ in 0..20 {
        let shop = Shop::start().await;
        let rows = shop.take(3).await;
        let ((), neighbour, broken) = tokio::join!(
            shop.hold(&rows[0]),
            shop.order(&rows[1]),
            shop.run(&rows[2], sql),
        );
        if neighbour != DONE {
            found = Some((shop, rows, [neighbour, broken]));
            break;
        }
    }
    found.unwrap()
}

#[tokio::test]
async fn what_breaks_the_transaction_costs_the_others_another_run() {
    for (sql, is_kept) in [("COMMIT", true), ("ROLLBACK", false)] {
        let (shop, rows, [neighbour, broken]) = broken(sql).await;
        assert_eq!(broken, Err(UnavailableKind::Ended), "{sql}");
        assert_eq!(neighbour, Err(UnavailableKind::Other), "{sql}");
        // What was written and that it is done are still one.
        let is_done = shop.state(&rows[1]).await == State::Done;
        assert_eq!(is_done, is_kept, "{sql}");
        let orders = shop.folder.number(ORDERS).await;
        assert_eq!(orders, i64::from(is_kept), "{sql}");
        // What a worker does then.
        let given_back = shop.store.finish(Run::from(&rows[1]), Verdict::GiveBack);
        let fenced = given_back.await == Ok(Finished::Fenced);
        assert_eq!(fenced, is_kept, "{sql}");
        shop.clock.pass(Duration::from_secs(2));
        for row in fetch(&shop.store, 10).await.unwrap() {
            assert_eq!(row.attempts, 1, "{sql}");
            assert_eq!(shop.order(&row).await, DONE, "{sql}");
        }
        assert_eq!(shop.folder.number(ORDERS).await, 1, "{sql}");
    }
}

#[tokio::test]
async fn what_is_refused_at_the_commit_is_found_alone() {
    // There is no such customer, and that is looked at in the end.
    let wrong = "INSERT INTO orders VALUES (2)";
    let (shop, rows, both) = broken(wrong).await;
    assert_eq!(both, [Err(UnavailableKind::Other); 2]);
    assert_eq!(shop.folder.number(ORDERS).await, 0);
    let (a, b) = tokio::join!(shop.order(&rows[1]), shop.run(&rows[2], wrong));
    assert_eq!((a, b), (DONE, Err(UnavailableKind::Refused)));
    assert_eq!(shop.folder.number(ORDERS).await, 1);
}
