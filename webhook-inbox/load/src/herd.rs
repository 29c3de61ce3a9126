//! Copies of one delivery that come at one instant.

use std::sync::Arc;

use http::StatusCode;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::database::Store;
use crate::delivery::Delivery;
use crate::fleet::Fleet;
use crate::traffic::{Client, Sent};
use crate::{CONNECTIONS, Error, Report, Setup, Target, rounds};

/// Sends 64 copies of a delivery over 64 connections at one instant, in each round those of another one.
///
/// # Errors
///
/// A server does not start, or nothing moves any more. The text says where the database is.
pub async fn herd(setup: &Setup, rounds: u64) -> Result<Report, Error> {
    let store = Store::create(&setup.database).await?;
    let result = run(setup, &store, rounds).await;
    store.close(result).await
}

async fn run(setup: &Setup, store: &Store, rounds: u64) -> Result<Report, Error> {
    let fleet = Fleet::start(setup, store, &[]).await?;
    let mut accepted = 0_u32;
    for round in 0..rounds {
        let delivery = Delivery::new("paid", &round.to_string(), std::time::Duration::ZERO)?;
        let barrier = Arc::new(Barrier::new(CONNECTIONS));
        let mut copies = JoinSet::new();
        for copy in 0..CONNECTIONS {
            let address = fleet.server(copy % setup.processes)?.address;
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
    store.drained().await?;
    fleet.terminate_all().await?;
    let title = format!("Herd, {rounds} rounds, {} processes", setup.processes);
    let mut report = Report::new(title);
    let copies = rounds * u64::try_from(CONNECTIONS)?;
    let copies = f64::from(u32::try_from(copies)?);
    report.add(
        "200",
        f64::from(accepted),
        "answers",
        Target::AtLeast(copies),
    );
    let sent = Sent {
        acknowledged: rounds,
        refused: 0,
        broken: 0,
        other: 0,
        slowest: std::time::Duration::ZERO,
    };
    rounds::check(store, &sent, &mut report).await?;
    Ok(report)
}
