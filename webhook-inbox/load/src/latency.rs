//! How long an idle inbox takes from the receipt of a delivery to the start of its handler.

use std::time::{Duration, Instant};

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use tokio::time::sleep;

use crate::database::Store;
use crate::delivery::Delivery;
use crate::fleet::Fleet;
use crate::report::median;
use crate::traffic::Client;
use crate::{Error, Report, Setup, Target};

/// So long nothing happens before the next delivery.
const IDLE: Duration = Duration::from_millis(30);

/// Sends one delivery after the other, and measures a commit of one raw row in the same file or server beside each. With two
/// processes, one takes deliveries in, and the other runs them.
///
/// # Errors
///
/// A server does not start, or nothing moves any more. The text says where the database is.
pub async fn latency(setup: &Setup, deliveries: u64) -> Result<Report, Error> {
    let store = Store::create(&setup.database).await?;
    let result = run(setup, &store, deliveries).await;
    store.close(result).await
}

async fn run(setup: &Setup, store: &Store, deliveries: u64) -> Result<Report, Error> {
    let mut fleet = Fleet::start(setup, store, &[]).await?;
    if setup.processes > 1 {
        fleet.terminate(0).await?;
        fleet.restart(0, &["--workers", "0"]).await?;
    }
    let address = fleet.server(0)?.address;
    store
        .execute("CREATE TABLE raw (number BIGINT NOT NULL)")
        .await?;
    let mut raw = store.connect().await?;
    if store.is_sqlite() {
        sqlx::raw_sql("PRAGMA synchronous = FULL")
            .execute(&mut raw)
            .await?;
    }
    let (mut client, mut commits) = (Client::default(), Vec::new());
    for number in 0..deliveries {
        let delivery = Delivery::new("paid", &number.to_string(), Duration::ZERO)?;
        client.send(address, delivery.request()).await?;
        sleep(IDLE).await;
        commits.push(commit(&mut raw, number).await?);
        sleep(IDLE).await;
    }
    raw.close().await?;
    store.drained().await?;
    fleet.terminate_all().await?;
    let id = if store.is_sqlite() {
        "CAST(effects.id AS BLOB)"
    } else {
        "convert_to(effects.id, 'UTF8')"
    };
    let waits = format!(
        "SELECT effects.id, started_at - received_at FROM effects, webhook_inbox WHERE delivery_id = {id}"
    );
    let waits = store.pairs(&waits).await?;
    if u64::try_from(waits.len())? != deliveries {
        return Err("a delivery is missing".into());
    }
    let milliseconds = |micros: f64| micros / 1000.0;
    let waits = waits
        .values()
        .map(|wait| i32::try_from(*wait).map(f64::from));
    let waits: Vec<f64> = waits.collect::<Result<_, _>>()?;
    let start = milliseconds(median(waits.into_iter()));
    let commit = median(commits.iter().map(|commit| commit.as_secs_f64() * 1000.0));
    let mut report = Report::new(format!(
        "Idle, {deliveries} deliveries, {} processes",
        setup.processes
    ));
    report.note("from the receipt to the start of the handler", start, "ms");
    report.note("a commit of one row", commit, "ms");
    let most = match (store.is_sqlite(), setup.processes) {
        (true, 1) => Some(5.0),
        (false, _) => Some(15.0),
        // A second process looks for what the first one wrote every 250 ms.
        (true, _) => None,
    };
    match most {
        Some(most) => report.add(
            "more than a commit",
            start - commit,
            "ms",
            Target::AtMost(most),
        ),
        None => report.note("more than a commit", start - commit, "ms"),
    }
    Ok(report)
}

async fn commit(raw: &mut AnyConnection, number: u64) -> Result<Duration, Error> {
    let started = Instant::now();
    let insert = format!("INSERT INTO raw VALUES ({number})");
    sqlx::raw_sql(AssertSqlSafe(insert)).execute(raw).await?;
    Ok(started.elapsed())
}
