//! What an acknowledgement costs, against a bare publish of the same bytes and against Postgres.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_nats::jetstream;
use bytes::Bytes;
use http::StatusCode;
use tokio::task::JoinSet;
use webhook_inbox::Store as _;
use webhook_inbox_load::{Client, Delivery, Error, Report, Target, median};
use webhook_inbox_nats::{NatsOptions, NatsStore};

use crate::Setup;
use crate::cluster::Cluster;
use crate::receivers::Receivers;

const CONNECTIONS: usize = 16;
const WARM: Duration = Duration::from_secs(2);
const MEASURE: Duration = Duration::from_secs(8);
/// What the inbox writes beside a body of 1 KiB.
const HEAD: usize = 420;
/// The stream of the inbox.
const INBOX: &str = "webhooks";
/// The stream of bare messages.
const BARE: &str = "bare";

/// What one way took.
#[derive(Clone, Copy, Debug)]
struct Rate {
    each_second: f64,
    /// Processor time of one, in microseconds: of all processes, the sender among them, and of the NATS servers alone.
    all: f64,
    servers: f64,
}

/// Sends over 16 connections: to a receiver over NATS, to a route that only publishes, and to a receiver over Postgres. Sixteen tasks of
/// one program write to the same servers without HTTP: bare messages, and deliveries as the inbox stores them. All take turns, and a
/// figure is the median of the ratios.
///
/// Each connects to the server that leads its stream. Another one passes every message on, which costs the servers about 30
/// microseconds more, and chance would choose it in two of three turns.
///
/// # Errors
///
/// A server does not start, or an answer is not 200.
pub async fn ack(setup: &Setup, postgres: Option<&str>, turns: u64) -> Result<Report, Error> {
    let (mut nats, mut sql, mut by_hand) = (Vec::new(), Vec::new(), Vec::new());
    let (mut bare, mut stored) = (Vec::new(), Vec::new());
    for turn in 0..turns {
        let folder = setup.temporary()?;
        let cluster = Cluster::start(&setup.nats, folder.path()).await?;
        // Creates the stream.
        let store = NatsStore::open(NatsOptions::new(cluster.addresses())).await?;
        store.close().await;
        // Not always in the same order.
        if turn % 2 == 0 {
            bare.push(messages(&cluster).await?);
        }
        let address = cluster.leader_address(INBOX).await?;
        let args = ["--inbox", &address, "--workers", "0"];
        nats.push(receiver(setup, folder.path(), &args, Some(&cluster)).await?);
        stored.push(entries(&cluster).await?);
        let address = bare_stream(&cluster).await?;
        let args = ["--inbox", &address, "--by-hand"];
        by_hand.push(receiver(setup, folder.path(), &args, Some(&cluster)).await?);
        if turn % 2 == 1 {
            bare.push(messages(&cluster).await?);
        }
        drop(cluster);
        if let Some(postgres) = postgres {
            let args = ["--inbox", postgres, "--workers", "0"];
            sql.push(receiver(setup, folder.path(), &args, None).await?);
        }
    }
    let of = |rates: &[Rate], what: fn(&Rate) -> f64| median(rates.iter().map(what));
    let ratio = |a: &[Rate], b: &[Rate], what: fn(&Rate) -> f64| {
        median(a.iter().zip(b).map(|(a, b)| what(a) / what(b)))
    };
    let mut report = Report::new(format!(
        "An acknowledgement over 16 connections, {turns} turns"
    ));
    for (name, rates) in [
        ("in NATS, three copies", &nats),
        ("bare publish and acknowledgement", &bare),
        ("stored without HTTP", &stored),
        ("by hand: a route that only publishes", &by_hand),
    ] {
        report.note(name, of(rates, |rate| rate.each_second), "/s");
        report.note(
            "its processor time, all processes",
            of(rates, |rate| rate.all),
            "us",
        );
        report.note(
            "its processor time, the NATS servers",
            of(rates, |rate| rate.servers),
            "us",
        );
    }
    let against = ratio(&nats, &bare, |rate| rate.each_second);
    report.add("against the bare one", against, "x", Target::AtLeast(0.8));
    let more = ratio(&nats, &bare, |rate| rate.all);
    report.note("processor time against the bare one", more, "x");
    for (name, rates, other) in [
        ("stored without HTTP, against the bare one", &stored, &bare),
        ("by hand, against the bare one", &by_hand, &bare),
        ("in NATS, against by hand", &nats, &by_hand),
    ] {
        report.note(name, ratio(rates, other, |rate| rate.each_second), "x");
    }
    if !sql.is_empty() {
        report.note(
            "in Postgres, synchronous_commit = on",
            of(&sql, |rate| rate.each_second),
            "/s",
        );
        let against = ratio(&nats, &sql, |rate| rate.each_second);
        report.note("against Postgres", against, "x");
    }
    Ok(report)
}

/// Deliveries.
async fn receiver(
    setup: &Setup,
    folder: &std::path::Path,
    args: &[&str],
    cluster: Option<&Cluster>,
) -> Result<Rate, Error> {
    // Ids that no turn before had.
    let first = fastrand::u64(..u64::MAX / 2);
    let numbers = (0..200_000_u64).map(|number| first + number);
    let deliveries = numbers.map(|id| Delivery::new("paid", &id.to_string(), Duration::ZERO));
    let deliveries = Arc::new(deliveries.collect::<Result<Vec<_>, _>>()?);
    let receivers = Receivers::start(&setup.receiver, folder, 1, args).await?;
    let address = receivers.get(0)?.address;
    let used = || Ok((receivers.processor_time()?, servers(cluster)?));
    let rate = rate(used, |next, until| {
        send(address, Arc::clone(&deliveries), next, until)
    });
    let rate = rate.await;
    receivers.terminate().await?;
    rate
}

fn servers(cluster: Option<&Cluster>) -> Result<Duration, Error> {
    cluster.map_or(Ok(Duration::ZERO), Cluster::processor_time)
}

/// Deliveries, handed to the inbox's store by tasks of this program.
async fn entries(cluster: &Cluster) -> Result<Rate, Error> {
    let address = cluster.leader_address(INBOX).await?;
    let store = NatsStore::open(NatsOptions::new(&address)).await?;
    let first = fastrand::u64(..u64::MAX / 2);
    let used = || Ok((Duration::ZERO, servers(Some(cluster))?));
    let rate = rate(used, |next, until| {
        store_each(store.clone(), first, next, until)
    });
    let rate = rate.await;
    store.close().await;
    rate
}

/// Makes an empty stream for bare messages, and returns the address of the server that leads it.
async fn bare_stream(cluster: &Cluster) -> Result<String, Error> {
    let context = cluster.connect().await?;
    let config = jetstream::stream::Config {
        name: BARE.to_owned(),
        subjects: vec![format!("{BARE}.>")],
        num_replicas: 3,
        ..Default::default()
    };
    if context.get_stream(BARE).await.is_ok() {
        context.delete_stream(BARE).await?;
    }
    context.create_stream(config).await?;
    cluster.leader_address(BARE).await
}

/// Messages.
async fn messages(cluster: &Cluster) -> Result<Rate, Error> {
    let address = bare_stream(cluster).await?;
    let context = jetstream::new(async_nats::connect(&address).await?);
    let payload = Bytes::from(vec![
        b'x';
        webhook_inbox_load::body("paid", "1", 0).len() + HEAD
    ]);
    let used = || Ok((Duration::ZERO, servers(Some(cluster))?));
    let rate = rate(used, |next, until| {
        publish(context.clone(), payload.clone(), next, until)
    });
    rate.await
}

/// `used` is the processor time of the receivers and of the servers.
async fn rate<F>(
    used: impl Fn() -> Result<(Duration, Duration), Error>,
    task: impl Fn(Arc<AtomicUsize>, Instant) -> F,
) -> Result<Rate, Error>
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let until = Instant::now() + WARM + MEASURE;
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        tasks.spawn(task(Arc::clone(&next), until));
    }
    let own = || webhook_inbox_load::processor_time("self");
    tokio::time::sleep(WARM).await;
    let (began, before) = (Instant::now(), next.load(Ordering::Relaxed));
    let (own_before, (receiver, servers)) = (own()?, used()?);
    tokio::time::sleep(MEASURE).await;
    let took = began.elapsed();
    let sent = next.load(Ordering::Relaxed).saturating_sub(before);
    let (own, after) = (own()?.saturating_sub(own_before), used()?);
    let servers = after.1.saturating_sub(servers);
    let all = own + after.0.saturating_sub(receiver) + servers;
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    let sent = f64::from(u32::try_from(sent)?);
    let of_each = |time: Duration| time.as_secs_f64() * 1e6 / sent;
    Ok(Rate {
        each_second: sent / took.as_secs_f64(),
        all: of_each(all),
        servers: of_each(servers),
    })
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

/// Publishes a message to the stream `bare`, and returns once a quorum has it.
///
/// # Errors
///
/// The servers do not confirm it.
pub async fn publish_bare(
    context: &jetstream::Context,
    nth: usize,
    payload: Bytes,
) -> Result<(), Error> {
    // As long as a subject of the inbox.
    let subject = format!("{BARE}.run.shop.paid.wh_{nth:064}");
    context.publish(subject, payload).await?.await?;
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
        publish_bare(&context, nth, payload.clone()).await?;
    }
    Ok(())
}

async fn store_each(
    store: NatsStore,
    first: u64,
    next: Arc<AtomicUsize>,
    until: Instant,
) -> Result<(), Error> {
    while Instant::now() < until {
        let nth = u64::try_from(next.fetch_add(1, Ordering::Relaxed))?;
        let entry = crate::backlog::entry(&first.saturating_add(nth).to_string());
        store.insert(vec![entry]).await?;
    }
    Ok(())
}
