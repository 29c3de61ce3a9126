//! Acknowledgements while handlers hold their transactions.

use std::time::Duration;

use http::StatusCode;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::database::Store;
use crate::delivery::Delivery;
use crate::fleet::Fleet;
use crate::traffic::Client;
use crate::{Error, Report, Setup, Target};

/// How long each handler wants to hold its transaction. SQLite takes it away after a second.
const HOLD: Duration = Duration::from_secs(5);
const HOLDERS: u32 = 8;
const EVERY: Duration = Duration::from_millis(20);
/// An acknowledgement waits for two seconds at most. What is beyond is for the scheduling of a busy machine.
const WITHIN: f64 = 2.25;

/// Sends deliveries for as long as eight handlers hold their transactions and wait, one after the other.
///
/// # Errors
///
/// A server does not start, or nothing moves any more. The text says where the database is.
pub async fn held(setup: &Setup) -> Result<Report, Error> {
    let store = Store::create(&setup.database).await?;
    let result = run(setup, &store).await;
    store.close(result).await
}

async fn run(setup: &Setup, store: &Store) -> Result<Report, Error> {
    let fleet = Fleet::start(setup, store, &[]).await?;
    let address = fleet.server(0)?.address;
    let mut client = Client::default();
    for holder in 0..HOLDERS {
        let holder = Delivery::new("holds", &format!("holder-{holder}"), HOLD)?;
        client.send(address, holder.request()).await?;
    }
    let mut answers = JoinSet::new();
    let until = Instant::now() + HOLD;
    let mut number = 0_u32;
    while Instant::now() < until {
        let delivery = Delivery::new("paid", &number.to_string(), Duration::ZERO)?;
        answers.spawn(async move {
            let started = Instant::now();
            let answer = Client::default().send(address, delivery.request()).await;
            answer.map(|status| (status, started.elapsed()))
        });
        number += 1;
        sleep(EVERY).await;
    }
    let (mut accepted, mut refused, mut slowest) = (0_u32, 0_u32, Duration::ZERO);
    while let Some(answer) = answers.join_next().await {
        let (status, took) = answer??;
        accepted += u32::from(status == StatusCode::OK);
        refused += u32::from(status == StatusCode::SERVICE_UNAVAILABLE);
        slowest = slowest.max(took);
    }
    let effects = "SELECT count(*) FROM effects WHERE id NOT LIKE 'holder%'";
    let ran = timeout(Duration::from_secs(30), async {
        while store.number(effects).await? < i64::from(accepted) {
            sleep(EVERY).await;
        }
        Ok::<_, Error>(())
    });
    ran.await
        .map_err(|_| "what was acknowledged does not run")??;
    // What they ask for is longer than what they get.
    let held = "SELECT count(*) FROM effects WHERE id LIKE 'holder%'";
    let held = store.number(held).await?;
    fleet.terminate_all().await?;
    let mut report = Report::new("Acknowledgements while handlers hold their transactions");
    report.add(
        "slowest answer",
        slowest.as_secs_f64(),
        "s",
        Target::AtMost(WITHIN),
    );
    report.note("answers 200", f64::from(accepted), "");
    report.note("answers 503", f64::from(refused), "");
    let neither = number - accepted - refused;
    report.add("other answers", f64::from(neither), "", Target::AtMost(0.0));
    if store.is_sqlite() {
        let held = f64::from(i32::try_from(held)?);
        report.add("effects that took too long", held, "", Target::AtMost(0.0));
    }
    Ok(report)
}
