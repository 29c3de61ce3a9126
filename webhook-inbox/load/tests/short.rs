//! The short forms of the long runs: twenty kills, 20,000 deliveries.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::env;
use std::io::Write as _;
use std::sync::Once;

use webhook_inbox_load::{
    Blow, Database, Error, Lease, Report, Rounds, Setup, folder, held, herd, lease, rounds,
};

const SERVER: &str = env!("CARGO_BIN_EXE_server");

/// `None` if there is no server of Postgres. Says once how to run what is left out.
fn setup(store: &str) -> Option<Setup> {
    static SAID: Once = Once::new();
    if store == "sqlite" {
        return Some(Setup::new(SERVER, Database::Sqlite(folder())));
    }
    let Ok(address) = env::var("WEBHOOK_TEST_POSTGRES") else {
        let said = "the runs over Postgres are left out: WEBHOOK_TEST_POSTGRES is not set; run them with `.ci/run postgres`\n";
        SAID.call_once(|| std::io::stderr().write_all(said.as_bytes()).unwrap());
        return None;
    };
    Some(Setup::new(SERVER, Database::Postgres(address)))
}

/// A lease is shorter than usual, so that what a killed process was running is soon taken over.
const fn of(blow: Blow, often: u64, rows: u64) -> Rounds {
    Rounds {
        blow,
        rounds: often,
        rows,
        lease: Some(2),
    }
}

fn met(report: Result<Report, Error>) {
    let report = report.unwrap();
    assert!(report.is_met(), "{report}");
}

macro_rules! over {
    ($store:ident) => {
        mod $store {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn twenty_kills_lose_nothing_and_double_nothing() {
                let Some(setup) = setup(stringify!($store)) else {
                    return;
                };
                met(rounds(&setup.processes(2), of(Blow::Kill, 20, 20_000)).await);
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn processes_that_are_asked_to_end_lose_nothing() {
                let Some(setup) = setup(stringify!($store)) else {
                    return;
                };
                met(rounds(&setup.processes(2), of(Blow::Terminate, 3, 1000)).await);
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn a_rolling_deploy_of_one_event_more_loses_nothing() {
                let Some(setup) = setup(stringify!($store)) else {
                    return;
                };
                met(rounds(&setup.processes(2), of(Blow::Deploy, 3, 1000)).await);
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn copies_that_come_at_one_instant_have_one_effect() {
                let Some(setup) = setup(stringify!($store)) else {
                    return;
                };
                met(herd(&setup.processes(2), 3).await);
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn an_acknowledgement_comes_while_handlers_hold_their_transactions() {
                let Some(setup) = setup(stringify!($store)) else {
                    return;
                };
                met(held(&setup).await);
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn what_a_killed_process_was_running_runs_again_after_its_lease() {
                let Some(setup) = setup(stringify!($store)) else {
                    return;
                };
                let run = Lease {
                    lease: Some(2),
                    in_front: 0,
                };
                met(lease(&setup, run).await);
            }
        }
    };
}

over!(sqlite);
over!(postgres);
