//! What an acknowledgement costs, against what a program would do by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http::StatusCode;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::database::Store;
use crate::delivery::Delivery;
use crate::fleet::Fleet;
use crate::report::median;
use crate::server::Server;
use crate::traffic::Client;
use crate::{CONNECTIONS, Error, Report, Setup, Target};

const WARM: Duration = Duration::from_millis(500);
const MEASURE: Duration = Duration::from_secs(4);
/// More than are sent in a measurement.
const DELIVERIES: usize = 60_000;

/// The ways to take a delivery in, as options of the server. Handlers do not run.
const WAYS: [(&str, &[&str]); 4] = [
    ("durable", &["--workers", "0"]),
    ("inline", &["--inline"]),
    ("by hand in groups", &["--by-hand"]),
    ("by hand, a commit each", &["--by-hand", "--batch", "1"]),
];

/// What one measurement found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    /// Acknowledgements, or rows, a second.
    pub(crate) each_second: f64,
    /// The processor time of the server for one, in microseconds.
    pub(crate) processor: f64,
}

/// Sends as fast as 64 connections can, to each way in turn, again and again. Every figure is the median of ratios in one turn.
///
/// # Errors
///
/// A server does not start, or answers anything but 200.
pub async fn ack(setup: &Setup, turns: u64) -> Result<Report, Error> {
    let deliveries = deliveries(DELIVERIES)?;
    let (mut rates, mut floors) = (vec![Vec::new(); WAYS.len()], Vec::new());
    for turn in 0..turns {
        // Forth and back, so that none is always the first.
        let mut order: Vec<usize> = (0..WAYS.len()).collect();
        if turn % 2 == 1 {
            order.reverse();
        }
        for nth in order {
            if let (Some((_, args)), Some(rates)) = (WAYS.get(nth), rates.get_mut(nth)) {
                rates.push(measure(setup, args, &deliveries).await?);
            }
        }
        floors.push(floor(setup).await?);
    }
    let mut report = Report::new(format!("An acknowledgement, {turns} turns"));
    for ((name, _), rates) in WAYS.iter().zip(&rates) {
        let of = |what: fn(&Rate) -> f64| median(rates.iter().map(what));
        report.note(
            &format!("{name}: acknowledgements"),
            of(|rate| rate.each_second),
            "/s",
        );
        report.note(
            &format!("{name}: processor time"),
            of(|rate| rate.processor),
            "us",
        );
    }
    let processor = median(floors.iter().map(|rate| rate.processor));
    report.note(
        "rows in groups, without HTTP: processor time",
        processor,
        "us",
    );
    let [durable, inline, grouped, single] = rates.as_slice() else {
        return Err("there are four ways".into());
    };
    let against = |others: &[Rate]| {
        let pairs = durable.iter().zip(others);
        median(pairs.map(|(durable, other)| durable.each_second / other.each_second))
    };
    let more = durable.iter().zip(inline);
    let more = more.map(|(durable, inline)| durable.processor - inline.processor);
    let more = median(
        more.zip(&floors)
            .map(|(more, floor)| more / floor.processor),
    );
    report.add(
        "(durable - inline) / a row in groups",
        more,
        "x",
        Target::AtMost(1.3),
    );
    let name = "durable against by hand in groups";
    report.add(name, against(grouped), "x", Target::AtLeast(0.8));
    let least = if setup.database.is_sqlite() { 5.0 } else { 2.5 };
    let name = "durable against by hand, a commit each";
    report.add(name, against(single), "x", Target::AtLeast(least));
    Ok(report)
}

/// Signed before the measurement.
pub(crate) fn deliveries(number: usize) -> Result<Arc<Vec<Delivery>>, Error> {
    let numbers = 0..number;
    let all = numbers.map(|number| Delivery::new("paid", &number.to_string(), Duration::ZERO));
    Ok(Arc::new(all.collect::<Result<_, _>>()?))
}

/// Measures a server of its own, over a database of its own.
pub(crate) async fn measure(
    setup: &Setup,
    args: &[&str],
    deliveries: &Arc<Vec<Delivery>>,
) -> Result<Rate, Error> {
    let store = Store::create(&setup.database).await?;
    let fleet = Fleet::start(setup, &store, args).await?;
    let rate = burst(fleet.server(0)?, deliveries).await?;
    fleet.terminate_all().await?;
    store.remove().await?;
    Ok(rate)
}

/// Sends as fast as 64 connections can.
pub(crate) async fn burst(server: &Server, deliveries: &Arc<Vec<Delivery>>) -> Result<Rate, Error> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut senders = JoinSet::new();
    let until = Instant::now() + WARM + MEASURE;
    for _ in 0..CONNECTIONS {
        let (deliveries, next) = (Arc::clone(deliveries), Arc::clone(&next));
        senders.spawn(send(server.address, deliveries, next, until));
    }
    sleep(WARM).await;
    let taken = || next.load(Ordering::Relaxed).min(deliveries.len());
    let (began, processor, before) = (Instant::now(), server.processor_time()?, taken());
    while Instant::now() < until && taken() < deliveries.len() {
        sleep(Duration::from_millis(10)).await;
    }
    let (took, sent) = (began.elapsed(), taken().saturating_sub(before));
    let processor = server.processor_time()?.saturating_sub(processor);
    while let Some(sender) = senders.join_next().await {
        sender??;
    }
    if sent == 0 {
        return Err("nothing was acknowledged".into());
    }
    // One in ten was sent twice.
    let sent = f64::from(u32::try_from(sent)?) * 1.1;
    Ok(Rate {
        each_second: sent / took.as_secs_f64(),
        processor: processor.as_secs_f64() * 1e6 / sent,
    })
}

/// Sends everything over 64 connections.
pub(crate) async fn send_all(
    to: std::net::SocketAddr,
    deliveries: &Arc<Vec<Delivery>>,
) -> Result<(), Error> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut senders = JoinSet::new();
    let until = Instant::now() + Duration::from_hours(1);
    for _ in 0..CONNECTIONS {
        let (deliveries, next) = (Arc::clone(deliveries), Arc::clone(&next));
        senders.spawn(send(to, deliveries, next, until));
    }
    while let Some(sender) = senders.join_next().await {
        sender??;
    }
    Ok(())
}

/// Until the time is up or everything is sent. Each tenth is sent twice.
async fn send(
    to: std::net::SocketAddr,
    deliveries: Arc<Vec<Delivery>>,
    next: Arc<AtomicUsize>,
    until: Instant,
) -> Result<(), Error> {
    let mut client = Client::default();
    while Instant::now() < until {
        let nth = next.fetch_add(1, Ordering::Relaxed);
        let Some(delivery) = deliveries.get(nth) else {
            break;
        };
        for _ in 0..=u8::from(nth % 10 == 9) {
            let status = client.send(to, delivery.request()).await?;
            if status != StatusCode::OK {
                return Err(format!("a delivery was answered {status}").into());
            }
        }
    }
    Ok(())
}

/// Rows of the same table, inserted in groups.
async fn floor(setup: &Setup) -> Result<Rate, Error> {
    let store = Store::create(&setup.database).await?;
    let seconds = MEASURE.as_secs().to_string();
    let args = ["--database", &store.address, "--raw", &seconds];
    let output = tokio::process::Command::new(&setup.server)
        .args(args)
        .kill_on_drop(true)
        .output();
    let output = String::from_utf8(output.await?.stdout)?;
    let numbers = output.trim().split_once(' ');
    let (rows, processor) = numbers.ok_or("the server does not say what it inserted")?;
    let rows = f64::from(rows.parse::<u32>()?);
    store.remove().await?;
    Ok(Rate {
        each_second: rows / MEASURE.as_secs_f64(),
        processor: f64::from(processor.parse::<u32>()?) / rows,
    })
}
