//! Copies of one delivery that come to two receivers at one instant.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio::time::sleep;
use webhook_inbox_load::{Client, Delivery, Error, Report, Target};

use crate::Setup;
use crate::cluster::Cluster;
use crate::receivers::Receivers;
use crate::runs::Runs;

const COPIES: usize = 64;

/// Sends 64 copies of a delivery to two receivers at one instant, in each round those of another one.
///
/// # Errors
///
/// A server does not start, or an answer does not come.
pub async fn herd(setup: &Setup, rounds: u64) -> Result<Report, Error> {
    let folder = setup.temporary()?;
    let cluster = Cluster::start(&setup.nats, folder.path()).await?;
    let addresses = cluster.addresses();
    let args = ["--inbox", &addresses];
    let receivers = Receivers::start(&setup.receiver, folder.path(), 2, &args).await?;
    let mut accepted = 0_u32;
    for round in 0..rounds {
        let delivery = Delivery::new("paid", &round.to_string(), Duration::ZERO)?;
        let barrier = Arc::new(Barrier::new(COPIES));
        let mut copies = JoinSet::new();
        for copy in 0..COPIES {
            let address = receivers.get(copy % 2)?.address;
            let (request, barrier) = (delivery.request(), Arc::clone(&barrier));
            copies.spawn(async move {
                let mut client = Client::default();
                let connected = client.connect(address).await;
                barrier.wait().await;
                connected?;
                client.send(address, request).await
            });
        }
        while let Some(copy) = copies.join_next().await {
            accepted += u32::from(copy?? == StatusCode::OK);
        }
    }
    // A second run would have come by now.
    sleep(Duration::from_secs(2)).await;
    receivers.terminate().await?;
    let runs = Runs::read(folder.path())?;
    let mut report = Report::new(format!("64 copies to two receivers, {rounds} rounds"));
    let number = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let copies = rounds.saturating_mul(u64::try_from(COPIES)?);
    report.add(
        "200",
        f64::from(accepted),
        "answers",
        Target::AtLeast(number(copies)),
    );
    let none = Target::AtMost(0.0);
    report.add("never run", number(runs.missing(rounds)), "ids", none);
    report.add("run again", number(runs.repeated()), "ids", none);
    report.add("under two keys", number(runs.with_two_keys()), "ids", none);
    Ok(report)
}
