//! How long a delivery that a killed process was running waits until it runs again.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::{Instant, sleep};

use crate::database::Store;
use crate::delivery::Delivery;
use crate::fleet::Fleet;
use crate::traffic::Client;
use crate::{Error, Report, Setup, Target};

/// The lease of a run, if no other is given.
const DEFAULT: u64 = 15;

/// What the run is.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    /// In seconds, or the default one of 15.
    pub lease: Option<u64>,
    /// How many deliveries wait in front of it.
    pub in_front: u64,
}

/// Kills a process while it runs a delivery, starts it again, and measures from the kill until the handler is called again.
///
/// # Errors
///
/// A server does not start, or nothing moves any more. The text says where the database is.
pub async fn lease(setup: &Setup, lease: Lease) -> Result<Report, Error> {
    let store = Store::create(&setup.database).await?;
    let result = run(setup, &store, lease).await;
    store.close(result).await
}

async fn run(setup: &Setup, store: &Store, lease: Lease) -> Result<Report, Error> {
    let seconds = lease.lease.unwrap_or(DEFAULT);
    let args = lease.lease.map(|lease| lease.to_string());
    let args: Vec<&str> = args
        .iter()
        .flat_map(|lease| ["--lease", lease.as_str()])
        .collect();
    let mut fleet = Fleet::start(setup, store, &args).await?;
    let address = fleet.server(0)?.address;
    let mut client = Client::default();
    let model = Delivery::new("paid", "model", Duration::ZERO)?;
    client.send(address, model.request()).await?;
    // Longer than the lease, so that it is renewed.
    let long = Delivery::new("waits", "long", Duration::from_secs(seconds + 5))?;
    client.send(address, long.request()).await?;
    let until = "SELECT count(*) FROM webhook_inbox WHERE state = 'running'";
    wait(store, until, 1, Duration::from_secs(10)).await?;
    sleep(Duration::from_secs(seconds + 1)).await;
    let killed = SystemTime::now();
    fleet.kill(0).await?;
    if lease.in_front > 0 {
        store.copies("model", lease.in_front).await?;
    }
    fleet.restart(0, &args).await?;
    let again = "SELECT count(*) FROM effects WHERE id = 'long'";
    wait(store, again, 1, Duration::from_secs(seconds + 60)).await?;
    let began = "SELECT started_at FROM effects WHERE id = 'long'";
    let began = Duration::from_micros(u64::try_from(store.number(began).await?)?);
    let again = (UNIX_EPOCH + began).duration_since(killed)?;
    let crashes = store
        .number("SELECT max(crashes) FROM webhook_inbox")
        .await?;
    let left = "SELECT count(*) FROM webhook_inbox WHERE state = 'queued'";
    let left = store.number(left).await?;
    fleet.terminate_all().await?;
    let mut report = Report::new(format!(
        "A lease of {seconds} s, {} in front",
        lease.in_front
    ));
    let most = f64::from(u32::try_from(seconds + 1)?);
    report.add(
        "from the kill until it ran again",
        again.as_secs_f64(),
        "s",
        Target::AtMost(most),
    );
    let crashes = f64::from(i32::try_from(crashes)?);
    report.add("crashes", crashes, "", Target::AtLeast(1.0));
    report.note(
        "deliveries that still waited",
        f64::from(i32::try_from(left)?),
        "",
    );
    Ok(report)
}

async fn wait(store: &Store, sql: &str, number: i64, within: Duration) -> Result<(), Error> {
    let until = Instant::now() + within;
    while store.number(sql).await? != number {
        if Instant::now() > until {
            return Err(format!("it does not become {number}: {sql}").into());
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
