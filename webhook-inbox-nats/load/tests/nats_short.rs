//! The short forms of the long runs. `.ci/run nats` runs them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::env;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Once;

use webhook_inbox_load::{Error, Report};
use webhook_inbox_nats_load::{Kills, Setup, herd, kill};

/// `None` without a server. Prints once how to run what is left out.
fn setup() -> Option<Setup> {
    static SAID: Once = Once::new();
    let Some(nats) = env::var_os("WEBHOOK_TEST_NATS_SERVER") else {
        let said = "the runs over NATS are left out: WEBHOOK_TEST_NATS_SERVER is not set; run them with `.ci/run nats`\n";
        SAID.call_once(|| std::io::stderr().write_all(said.as_bytes()).unwrap());
        return None;
    };
    // In memory where there is such a folder: the system keeps what a killed process wrote.
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() {
        memory
    } else {
        env::temp_dir()
    };
    Some(Setup {
        nats: nats.into(),
        receiver: env!("CARGO_BIN_EXE_nats-receiver").into(),
        folder,
    })
}

fn met(report: Result<Report, Error>) {
    let report = report.unwrap();
    assert!(report.is_met(), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_kills_of_the_leader_lose_nothing() {
    let Some(setup) = setup() else { return };
    let kills = Kills {
        leaders: 3,
        receivers: 2,
        rows: 1500,
        lease: 20,
    };
    met(kill(&setup, kills).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_come_at_one_instant_have_one_key() {
    let Some(setup) = setup() else { return };
    met(herd(&setup, 5).await);
}
