//! The short forms of the long runs: twenty kills, 20,000 deliveries.
//!
//! With `WEBHOOK_TEST_POSTGRES=postgres://..` they run in databases of that server too.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::future::Future;

use webhook_inbox_load::{
    Blow, Database, Error, Lease, Report, Rounds, Setup, folder, held, herd, lease, rounds,
};

/// Runs it over each store.
async fn each<F>(run: impl Fn(Setup) -> F)
where
    F: Future<Output = Result<Report, Error>>,
{
    let server = env!("CARGO_BIN_EXE_server");
    let mut databases = vec![Database::Sqlite(folder())];
    databases.extend(
        std::env::var("WEBHOOK_TEST_POSTGRES")
            .ok()
            .map(Database::Postgres),
    );
    for database in databases {
        let report = run(Setup::new(server, database)).await.unwrap();
        assert!(report.is_met(), "{report}");
    }
}

const fn of(blow: Blow, often: u64, rows: u64) -> Rounds {
    Rounds {
        blow,
        rounds: often,
        rows,
        lease: Some(2),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_lose_nothing_and_double_nothing() {
    each(async |setup| rounds(&setup.processes(2), of(Blow::Kill, 20, 20_000)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_are_asked_to_end_lose_nothing() {
    each(async |setup| rounds(&setup.processes(2), of(Blow::Terminate, 3, 1000)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_deploy_of_one_event_more_loses_nothing() {
    each(async |setup| rounds(&setup.processes(2), of(Blow::Deploy, 3, 1000)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_come_at_one_instant_have_one_effect() {
    each(async |setup| herd(&setup.processes(2), 3).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledgement_comes_while_handlers_hold_their_transactions() {
    each(async |setup| held(&setup).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_process_was_running_runs_again_after_its_lease() {
    let run = Lease {
        lease: Some(2),
        in_front: 0,
    };
    each(async |setup| lease(&setup, run).await).await;
}
