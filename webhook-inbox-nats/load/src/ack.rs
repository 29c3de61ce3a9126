//! What an acknowledgement costs, against a bare publish of the same bytes and against Postgres.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_nats::jetstream;
use bytes::Bytes;
use http::StatusCode;
use tokio::task::JoinSet;
use webhook_inbox_load::{Client, Delivery, Error, Report, Target, median};

use crate::Setup;
use crate::cluster::Cluster;
use crate::receivers::Receivers;

const CONNECTIONS: usize = 16;
const WARM: Duration = Duration::from_secs(2);
const MEASURE: Duration = Duration::from_secs(8);
/// What the inbox writes beside a body of 1 KiB.
const HEAD: usize = 420;

/// Sends over 16 connections: to a receiver over NATS, to one over Postgres, and bare messages to a stream with three copies. The
/// three take turns, and a figure is the median of the ratios.
///
/// # Errors
///
/// A server does not start, or an answer is not 200.
pub async fn ack(setup: &Setup, postgres: Option<&str>, turns: u64) -> Result<Report, Error> {
    let (mut nats, mut bare, mut sql) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..turns {
        let folder = setup.temporary()?;
        let cluster = Cluster::start(&setup.nats, folder.path()).await?;
        let addresses = cluster.addresses();
        // Not always in the same order.
        if turn % 2 == 0 {
            bare.push(messages(&cluster).await?);
        }
        let args = ["--inbox", &addresses, "--workers", "0"];
        nats.push(receiver(setup, folder.path(), &args).await?);
        if turn % 2 == 1 {
            bare.push(messages(&cluster).await?);
        }
        drop(cluster);
        if let Some(postgres) = postgres {
            let args = ["--inbox", postgres, "--workers", "0"];
            sql.push(receiver(setup, folder.path(), &args).await?);
        }
    }
    let mut report = Report::new(format!(
        "An acknowledgement over 16 connections, {turns} turns"
    ));
    report.note("in NATS, three copies", median(nats.iter().copied()), "/s");
    report.note(
        "bare publish and acknowledgement",
        median(bare.iter().copied()),
        "/s",
    );
    let ratio = nats.iter().zip(&bare).map(|(nats, bare)| nats / bare);
    report.add(
        "against the bare one",
        median(ratio),
        "x",
        Target::AtLeast(0.8),
    );
    if !sql.is_empty() {
        report.note(
            "in Postgres, synchronous_commit = on",
            median(sql.iter().copied()),
            "/s",
        );
        let ratio = nats.iter().zip(&sql).map(|(nats, sql)| nats / sql);
        report.note("against Postgres", median(ratio), "x");
    }
    Ok(report)
}

/// Deliveries a second.
async fn receiver(setup: &Setup, folder: &std::path::Path, args: &[&str]) -> Result<f64, Error> {
    // Ids that no turn before had.
    let first = fastrand::u64(..u64::MAX / 2);
    let numbers = (0..200_000_u64).map(|number| first + number);
    let deliveries = numbers.map(|id| Delivery::new("paid", &id.to_string(), Duration::ZERO));
    let deliveries = Arc::new(deliveries.collect::<Result<Vec<_>, _>>()?);
    let receivers = Receivers::start(&setup.receiver, folder, 1, args).await?;
    let address = receivers.get(0)?.address;
    let rate = rate(|next, until| send(address, Arc::clone(&deliveries), next, until)).await;
    receivers.terminate().await?;
    rate
}

/// Messages a second.
async fn messages(cluster: &Cluster) -> Result<f64, Error> {
    let context = cluster.connect().await?;
    let config = jetstream::stream::Config {
        name: "bare".to_owned(),
        subjects: vec!["bare.>".to_owned()],
        num_replicas: 3,
        ..Default::default()
    };
    context.create_stream(config).await?;
    let payload = Bytes::from(vec![
        b'x';
        webhook_inbox_load::body("paid", "1", 0).len() + HEAD
    ]);
    let rate = rate(|next, until| publish(context.clone(), payload.clone(), next, until)).await;
    context.delete_stream("bare").await?;
    rate
}

async fn rate<F>(task: impl Fn(Arc<AtomicUsize>, Instant) -> F) -> Result<f64, Error>
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let until = Instant::now() + WARM + MEASURE;
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        tasks.spawn(task(Arc::clone(&next), until));
    }
    tokio::time::sleep(WARM).await;
    let (began, before) = (Instant::now(), next.load(Ordering::Relaxed));
    tokio::time::sleep(MEASURE).await;
    let (took, sent) = (
        began.elapsed(),
        next.load(Ordering::Relaxed).saturating_sub(before),
    );
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok(f64::from(u32::try_from(sent)?) / took.as_secs_f64())
}

async fn send(
    to: SocketAddr,
    deliveries: Arc<Vec<Delivery>>,
    next: Arc<AtomicUsize>,
    until: Instant,
) -> Result<(), Error> {
    let mut client = Client::default();
    while Instant::now() < until {
        let nth = next.fetch_add(1, Ordering::Relaxed);
        let delivery = deliveries.get(nth).ok_or("there are too few deliveries")?;
        let status = client.send(to, delivery.request()).await?;
        if status != StatusCode::OK {
            return Err(format!("a delivery was answered {status}").into());
        }
    }
    Ok(())
}

async fn publish(
    context: jetstream::Context,
    payload: Bytes,
    next: Arc<AtomicUsize>,
    until: Instant,
) -> Result<(), Error> {
    while Instant::now() < until {
        let nth = next.fetch_add(1, Ordering::Relaxed);
        // As long as a subject of the inbox.
        let subject = format!("bare.run.shop.paid.wh_{nth:064}");
        context.publish(subject, payload.clone()).await?.await?;
    }
    Ok(())
}
