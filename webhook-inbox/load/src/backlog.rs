//! What a backlog changes.

use std::sync::Arc;

use crate::ack::{Rate, burst, deliveries};
use crate::database::Store;
use crate::delivery::Delivery;
use crate::fleet::Fleet;
use crate::traffic::Client;
use crate::{Error, Report, Setup, Target};

/// More than are sent in a measurement.
const DELIVERIES: usize = 60_000;

/// Measures acknowledgements and the memory of the server while nothing waits, and while so many deliveries wait. Handlers do
/// not run.
///
/// # Errors
///
/// A server does not start, or answers anything but 200.
pub async fn backlog(setup: &Setup, rows: u64) -> Result<Report, Error> {
    let deliveries = deliveries(DELIVERIES)?;
    let (before, empty) = measure(setup, 0, &deliveries).await?;
    let (after, full) = measure(setup, rows, &deliveries).await?;
    let mut report = Report::new(format!("{rows} deliveries wait"));
    report.note(
        "acknowledgements while nothing waits",
        before.each_second,
        "/s",
    );
    report.note("acknowledgements while they wait", after.each_second, "/s");
    let slower = after.processor / before.processor;
    report.add("processor time of one", slower, "x", Target::AtMost(1.15));
    report.note("memory while nothing waits", empty, "MiB");
    report.add(
        "more memory while they wait",
        full - empty,
        "MiB",
        Target::AtMost(8.0),
    );
    Ok(report)
}

async fn measure(
    setup: &Setup,
    rows: u64,
    deliveries: &Arc<Vec<Delivery>>,
) -> Result<(Rate, f64), Error> {
    let store = Store::create(&setup.database).await?;
    let mut fleet = Fleet::start(setup, &store, &["--workers", "0"]).await?;
    let model = Delivery::new("paid", "model", std::time::Duration::ZERO)?;
    let address = fleet.server(0)?.address;
    Client::default().send(address, model.request()).await?;
    fleet.terminate(0).await?;
    if rows > 0 {
        store.copies("model", rows).await?;
    }
    fleet.restart(0, &[]).await?;
    let rate = burst(fleet.server(0)?, deliveries).await?;
    let memory = fleet.server(0)?.memory()?;
    fleet.terminate_all().await?;
    store.remove().await?;
    Ok((rate, memory))
}
